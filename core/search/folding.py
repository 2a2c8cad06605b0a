"""One spelling for texts that people read as the same.

NFKC, case folding, and no marks where readers do without them: é is e and ß is ss, but the marks
of Devanagari, Thai and kana, which are letters, stay. Of PostgreSQL nothing is asked, so that every
server and every locale finds the same. Sources: Unicode Standard Annex 15 (normalisation) and
Technical Report 30 (foldings).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from core.common.normalization import normalized_without_excess

# What people write for an apostrophe or a hyphen within a word, letters by name among them.
_APOSTROPHES = "‘’‛′`´ʹʻʼʽˈ՚׳ꞌ＇"
_HYPHENS = "‐‑⁃﹣－"
# Letters that have no decomposition.
_LETTERS = {
    "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ȷ": "j", "æ": "ae",
    "œ": "oe", "þ": "th", "ĸ": "k", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ẞ": "ss", "ى": "ي",
    "ی": "ي", "ک": "ك", "ہ": "ه", "ە": "ه", "ٱ": "ا", "ـ": "",
}  # fmt: skip
# Zero-width space, and no-break space and its kind, which NFKC makes spaces.
_SPACES = "\u200b\ufeff"

_BEFORE: Final = {
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, _SPACES), " "),
}
_AFTER: Final = str.maketrans(_LETTERS)
# NFKC takes apart what the dictionaries of Thai and Lao have as one letter.
_WHOLE = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"))
_BREVE = "\u0306"
_WITH_BREVE = frozenset("иИуУ")
# Marks over and under Latin, Greek and Cyrillic letters; Hebrew points; Arabic vowel signs.
_MARKS = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff"
)
_MARKED = re.compile(f"(.?)([{_MARKS}]+)", re.DOTALL)
# Letters and marks that show nothing.
_FILLERS = frozenset(
    (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0)
)
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def fold(text: str) -> str:
    """Return the spelling by which the text is found."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = "".join(map(_prepared, text.translate(_BEFORE)))
    text = normalized_without_excess("NFKC", text).casefold()
    text = _MARKED.sub(_unmarked, normalized_without_excess("NFKD", text))
    text = normalized_without_excess("NFC", text).translate(_AFTER)
    for parts, whole in _WHOLE:
        text = text.replace(parts, whole)
    return text


@lru_cache(maxsize=10_000)
def _prepared(character: str) -> str:
    """Return the character, nothing for an invisible one, a digit in ASCII.

    A symbol in place of letters or digits (™, ½, ①) is kept apart from its neighbours.
    """
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Cf" or _is_selector(ord(character)) or ord(character) in _SKIN_TONES:
        return ""
    if category in {"So", "No"} and not _is_index(character):
        return f" {character} " if unicodedata.decomposition(character) else character
    return character


def _is_selector(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in _FILLERS


def _is_index(character: str) -> bool:
    """Return whether it is a raised or lowered digit, as in m² and H₂O."""
    parts = unicodedata.decomposition(character).split()
    return len(parts) == 2 and parts[0] in {"<super>", "<sub>"}


def _unmarked(found: re.Match[str]) -> str:
    """Return the letter alone; й and ў are letters of their own."""
    letter, marks = found[1], found[2]
    return letter + _BREVE if letter in _WITH_BREVE and marks[0] == _BREVE else letter
