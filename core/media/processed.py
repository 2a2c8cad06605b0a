"""What an upload becomes."""

from dataclasses import dataclass
from typing import Literal

Extension = Literal["jpg", "webp"]
CONTENT_TYPES: dict[Extension, str] = {"jpg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True)
class ProcessedImage:
    """Two encoded versions of one image, upright, sRGB, with nothing in them but pixels.

    `width` and `height` are those of `large`. Both versions have the same format: JPEG where
    every pixel is opaque, WebP otherwise.
    """

    large: bytes
    small: bytes
    width: int
    height: int
    small_width: int
    small_height: int
    extension: Extension

    @property
    def content_type(self) -> str:
        """Return the media type of both versions."""
        return CONTENT_TYPES[self.extension]
