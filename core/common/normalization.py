"""Unicode normalization in bounded time."""

import re
import unicodedata
from itertools import chain
from typing import Literal

# Python sorts the marks of one character by inserting each, in the square of their number: 80,000
# took 27 s. No language has as many. Source: UAX 15, section 13, Stream-Safe Text Format.
MAX_MARKS = 30

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

# All characters that are sorted; none is below, between or beyond these blocks.
_MARKS = "".join(
    filter(unicodedata.combining, map(chr, chain(range(0x300, 0xFE30), range(0x101FD, 0x1E950))))
)
_TOO_MANY = re.compile(f"([{_MARKS}]{{{MAX_MARKS}}})[{_MARKS}]+")


def normalized(form: Form, text: str) -> str:
    """Return the text in this form, or as it is where more than MAX_MARKS marks follow each other.

    Cost: the length of the text.
    """
    return unicodedata.normalize(form, text) if is_stream_safe(text) else text


def normalized_without_excess(form: Form, text: str) -> str:
    """Return the text in this form, without the marks beyond MAX_MARKS that follow each other.

    For what texts are found by: the rest of a text is normalized whatever is in it. Cost: as above.
    """
    return unicodedata.normalize(form, _TOO_MANY.sub(r"\1", text))


def is_stream_safe(text: str) -> bool:
    """Return whether no more than MAX_MARKS marks follow each other."""
    return text.isascii() or _TOO_MANY.search(text) is None
