"""Uploaded images made safe: checked, turned upright, rebuilt from their pixels, in two sizes."""

from .errors import InvalidImage
from .names import ImageNames, image_names
from .process import place_for_images, process_image, process_profile_image
from .processed import ProcessedImage
from .rules import MAX_BYTES, MAX_PIXELS, POST_IMAGE, PROFILE_IMAGE, ImageRules

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
    "place_for_images",
    "process_image",
    "process_profile_image",
]
