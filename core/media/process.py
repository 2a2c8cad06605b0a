"""Processing an upload into the two files that are stored."""

from contextlib import AbstractContextManager
from typing import BinaryIO

from .errors import InvalidImage
from .pool import pool
from .processed import ProcessedImage
from .rules import POST_IMAGE, PROFILE_IMAGE, ImageRules
from .upload import read_upload


def place_for_images(person: int) -> AbstractContextManager[None]:
    """Hold a place for the images of one request, which are processed one after the other.

    Raises Overloaded when too many are, or too many of this person's.
    """
    return pool.place(person)


def process_image(
    source: BinaryIO, *, rules: ImageRules = POST_IMAGE, field: str = "image"
) -> ProcessedImage:
    """Check the upload in `source` and make its two versions by `rules`.

    Accepts JPEG, PNG, WebP and GIF by content, whatever the name, up to `MAX_BYTES`,
    `MAX_PIXELS` and `MAX_SIDE`; of an animation the first frame. Never enlarges. Raises
    `InvalidImage`, with `field`, for everything else, before anything is decoded where the header
    is enough, and for what takes more than a picture may; Overloaded if it has to wait too long.

    One child process of this process makes one at a time, within the limits of `sandbox.py`. To be
    called by those who hold a place (`place_for_images`).
    """
    try:
        return pool.process(read_upload(source), rules)
    except InvalidImage as error:
        raise InvalidImage(error.message, field) from error


def process_profile_image(source: BinaryIO, *, field: str = "profileImage") -> ProcessedImage:
    """Call `process_image` for a profile: the middle square of the upload."""
    return process_image(source, rules=PROFILE_IMAGE, field=field)
