"""Where the two versions of an image are stored."""

import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class ImageNames:
    """The storage names of one image."""

    large: str
    small: str


def image_names(folder: str, extension: str) -> ImageNames:
    """Return new random names, such as `posts/ab/abcdef….jpg` and `posts/ab/abcdef…-small.jpg`.

    128 random bits; nothing of the upload's own name is kept. Hexadecimal, because names that
    differ only by case are one file on some file systems.
    """
    token = secrets.token_hex(16)
    stem = f"{folder}/{token[:2]}/{token}"
    return ImageNames(large=f"{stem}.{extension}", small=f"{stem}-small.{extension}")
