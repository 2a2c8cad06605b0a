"""Limits of uploaded images, and the sizes of their versions."""

from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024
"""Most bytes of an uploaded file."""

MAX_PIXELS = 25_000_000
"""Most pixels, width times height, that an image may declare."""


@dataclass(frozen=True)
class ImageRules:
    """The two versions of an image: the longer side of each in pixels, and whether to crop.

    With `square` the middle of the image is kept, as wide as the shorter side.
    """

    large: int
    small: int
    square: bool = False


POST_IMAGE = ImageRules(large=1600, small=480)
PROFILE_IMAGE = ImageRules(large=400, small=96, square=True)
