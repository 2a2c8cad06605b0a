"""Unicode normalization in bounded time."""

import unicodedata
from itertools import groupby
from typing import Literal

# Python sorts the marks of one character by inserting each, in the square of their number: 80,000
# took 27 s. No language has as many. Source: UAX 15, section 13, Stream-Safe Text Format.
MAX_MARKS = 30

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def normalized(form: Form, text: str) -> str:
    """Return the text in this form, or as it is where more than MAX_MARKS marks follow each other.

    Cost: the length of the text.
    """
    return unicodedata.normalize(form, text) if is_stream_safe(text) else text


def is_stream_safe(text: str) -> bool:
    """Return whether no more than MAX_MARKS marks follow each other."""
    return text.isascii() or all(
        not are_marks or sum(1 for _ in marks) <= MAX_MARKS
        for are_marks, marks in groupby(text, _is_mark)
    )


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) != 0
