"""The error for an image that is not accepted."""

import struct
import zlib

from core.common.errors import InvalidInput

DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""What Pillow raises on damaged files, by format and by where the damage is."""


class InvalidImage(InvalidInput):
    """The upload is not an accepted image; `message` says why."""

    def __init__(self, reason: str, field: str = "image") -> None:
        super().__init__(reason, field)


def damaged() -> InvalidImage:
    return InvalidImage("The image is damaged or incomplete.")
