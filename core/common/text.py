"""Texts that users enter: what is stored of them, and what is refused."""

import re
import unicodedata
from itertools import islice

from icu4py.breakers import CharacterBreaker

from .errors import InvalidInput
from .normalization import MAX_MARKS, is_stream_safe

# Bytes of UTF-8 beside the limit of characters: one character can have any number of marks. Ten are
# enough for long texts in every script; https://atproto.com/specs/lexicon has the same ratio.
BYTES_EACH = 10
# Of short texts, which may be emoji alone: a family of four takes 25.
BYTES_EACH_IN_SHORT = 30

# CRLF, CR, NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR. Source: Unicode Standard, section 5.8.
_NEWLINE = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Category Cc without tab and newline.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# Code points that show nothing, beside separators and format characters: those that Unicode calls
# Default_Ignorable, and those that are drawn as blanks. Unassigned ones are listed, not asked of
# `unicodedata`, so that every Python decides alike.
_BLANKS = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC),
    (0x1107F, 0x1107F), (0x13430, 0x1343F), (0x13441, 0x13442), (0x16FE4, 0x16FE4),
    (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_BLANK = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _BLANKS)}]")
# Format characters that are drawn: signs that enclose the numbers after them.
_DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")


def can_be_kept(text: str) -> bool:
    """Return whether the text has no NUL (PostgreSQL) and no unpaired surrogates (UTF-8)."""
    if "\x00" in text:
        return False
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def clean_text(
    value: str, *, field: str, longest: int, most_bytes: int | None = None, required: bool = True
) -> str:
    """Return the text as it is stored; raises InvalidInput naming `field`.

    Every kind of newline becomes `\\n`, surrounding whitespace goes, and a text that shows nothing
    is empty. Control characters other than tab and newline are refused, and more than MAX_MARKS
    marks in a row, which are slow to normalize and to draw. `longest` counts characters as people
    do (graphemes), `most_bytes` bytes of UTF-8: BYTES_EACH a character unless it is given.
    """
    check_storable(value, field=field)
    text = one_kind_of_newline(value)
    check_no_controls(text, field=field)
    text = text.strip()
    if not shows_something(text):
        if required:
            raise InvalidInput("This must not be empty.", field)
        return ""
    check_length(text, field=field, longest=longest, most_bytes=most_bytes)
    if not is_stream_safe(text):
        raise InvalidInput(f"A character can have at most {MAX_MARKS} marks.", field)
    return text


def clean_line(
    value: str, *, field: str, longest: int, most_bytes: int | None = None, required: bool = True
) -> str:
    """Like `clean_text`, for a text of one line: newlines and runs of whitespace become a space."""
    check_storable(value, field=field)
    # `split` would take some control characters for whitespace.
    if _CONTROL.search(one_kind_of_newline(value)) is None:
        value = " ".join(value.split())
    return clean_text(value, field=field, longest=longest, most_bytes=most_bytes, required=required)


def check_storable(text: str, *, field: str) -> None:
    """Raise InvalidInput for what no store can keep."""
    if not can_be_kept(text):
        raise InvalidInput("Text must not contain NUL or unpaired surrogates.", field)


def check_no_controls(text: str, *, field: str) -> None:
    """Raise InvalidInput for a control character other than tab and newline."""
    if control := _CONTROL.search(text):
        code = f"U+{ord(control[0]):04X}"
        raise InvalidInput(f"Text must not contain control characters ({code}).", field)


def check_length(text: str, *, field: str, longest: int, most_bytes: int | None = None) -> None:
    """Raise InvalidInput for more characters than `longest`, or more bytes than `most_bytes`.

    Counting takes 50 ms for a million code points, whatever they are.
    """
    # There are never more graphemes than code points.
    count = len(text) if len(text) <= longest else count_characters(text)
    if count > longest:
        raise InvalidInput(
            f"This has {count:,} characters; at most {longest:,} are allowed.", field
        )
    allowed = longest * BYTES_EACH if most_bytes is None else most_bytes
    size = len(text.encode())
    if size > allowed:
        raise InvalidInput(f"This has {size:,} bytes; at most {allowed:,} are allowed.", field)


def without_controls(text: str) -> str:
    """Return the text without what `clean_text` refuses at any length."""
    kept = _CONTROL.sub("", one_kind_of_newline(text))
    return kept.encode(errors="ignore").decode()


def one_kind_of_newline(text: str) -> str:
    """Return the text with `\\n` for every kind of newline."""
    return _NEWLINE.sub("\n", text)


def shows_something(text: str) -> bool:
    """Return whether any character of the text is drawn."""
    return any(_is_drawn(character) for character in text)


def count_characters(text: str) -> int:
    """Return the number of characters as people count them: extended grapheme clusters."""
    return sum(1 for _ in CharacterBreaker(text, "en"))


def beginning(text: str, longest: int, *, most_bytes: int | None = None) -> str:
    """Return the first `longest` characters, fewer where they exceed `most_bytes`."""
    allowed = longest * BYTES_EACH if most_bytes is None else most_bytes
    kept, size = [], 0
    for character in islice(CharacterBreaker(text, "en"), longest):
        size += len(character.encode())
        if size > allowed:
            break
        kept.append(character)
    return "".join(kept)


def _is_drawn(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return _DRAWN.match(character) is not None
    return _BLANK.match(character) is None
