"""Names inside texts of ours: whatever direction they have, the text around them keeps its own.

Source: Unicode Standard Annex 9, section 2.7 and rule X6a.
"""

import unicodedata

_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_INITIATORS = ("LRI", "RLI", "FSI")
# What turns or moves anything: letters from right to left, Arabic numbers, explicit controls.
_TURNING = frozenset({"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "PDI", *_INITIATORS})


def isolated(name: str) -> str:
    """Return the name for use inside a text: as it is, or isolated where it could turn the text.

    An override or embedding in it ends with the isolate; an isolate that it opens is closed, and a
    closing character that belongs to none is left out, as it would end ours.
    """
    if not any(unicodedata.bidirectional(character) in _TURNING for character in name):
        return name
    kept, depth = [], 0
    for character in name:
        if character == _END_OF_ISOLATE:
            if depth == 0:
                continue
            depth -= 1
        elif unicodedata.bidirectional(character) in _INITIATORS:
            depth += 1
        kept.append(character)
    return f"{_ISOLATE}{''.join(kept)}{_END_OF_ISOLATE * depth}{_END_OF_ISOLATE}"
