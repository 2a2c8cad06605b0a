"""Limits of uploaded images, and the sizes of their versions."""

from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024
"""Most bytes of an uploaded file."""

MAX_PIXELS = 25_000_000
"""Most pixels, width times height, that an image may declare."""


MAX_SIDE = 65_535
"""Most pixels of width and of height: what a JPEG and a GIF can have.

Shrinking costs memory by the longer side, whatever the other is: 48 bytes a pixel.
"""


@dataclass(frozen=True)
class ImageRules:
    """The two versions of an image: the longer side of each in pixels, and whether to crop.

    With `square` the middle of the image is kept, as wide as the shorter side. With `unchanged`
    the large version is the file itself, a WebP that came with this project.
    """

    large: int
    small: int
    square: bool = False
    unchanged: bool = False


POST_IMAGE = ImageRules(large=1600, small=480)
PROFILE_IMAGE = ImageRules(large=400, small=96, square=True)
