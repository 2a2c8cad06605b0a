"""Uploaded images made safe: checked, turned upright, rebuilt from their pixels, in two sizes."""

from core.images.errors import InvalidImage
from core.images.names import ImageNames, image_names
from core.images.process import ProcessedImage, process_image, process_profile_image
from core.images.rules import (
    MAX_BYTES,
    MAX_PIXELS,
    POST_IMAGE,
    PROFILE_IMAGE,
    ImageRules,
)

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "POST_IMAGE",
    "PROFILE_IMAGE",
    "ImageNames",
    "ImageRules",
    "InvalidImage",
    "ProcessedImage",
    "image_names",
    "process_image",
    "process_profile_image",
]
