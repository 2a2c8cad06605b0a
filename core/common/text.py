"""What people type, checked before it is kept."""

from .errors import InvalidInput


def can_be_kept(text: str) -> bool:
    """PostgreSQL cannot keep NUL, and a lone surrogate is no text at all."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def clean_text(value: str, *, field: str, longest: int, required: bool = True) -> str:
    """The text without blank space around it; raises InvalidInput naming `field`.

    `longest` counts characters (Unicode code points) after trimming.
    """
    text = value.strip()
    if not can_be_kept(text):
        raise InvalidInput("This text contains characters that cannot be kept.", field)
    if required and not text:
        raise InvalidInput("This must not be empty.", field)
    if len(text) > longest:
        raise InvalidInput(
            f"This has {len(text):,} characters; at most {longest:,} are allowed.", field
        )
    return text
