"""Checks of text that users enter."""

from .errors import InvalidInput


def can_be_kept(text: str) -> bool:
    """Return whether the text has no NUL (PostgreSQL) and no unpaired surrogates (UTF-8)."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def clean_text(value: str, *, field: str, longest: int, required: bool = True) -> str:
    """Return the text without surrounding whitespace; raises InvalidInput naming `field`.

    `longest` counts characters (Unicode code points) after trimming.
    """
    text = value.strip()
    if not can_be_kept(text):
        raise InvalidInput("Text must not contain NUL or unpaired surrogates.", field)
    if required and not text:
        raise InvalidInput("This must not be empty.", field)
    if len(text) > longest:
        raise InvalidInput(
            f"This has {len(text):,} characters; at most {longest:,} are allowed.", field
        )
    return text
