"""The demo's pictures as files in the media storage, before any row names them."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from PIL import Image

from core.media import POST_IMAGE, PROFILE_IMAGE, ImageNames, ProcessedImage
from core.media.files import save_image

from .pictures import Picture


def save_all(
    pictures: Sequence[Picture], names: Sequence[ImageNames], saved: Callable[[], None]
) -> None:
    """Save each picture under its names, inside `uploading`; ``saved`` is called after each.

    A picture is a file of its own wherever it is shown, as a deleted post takes its files along.
    """
    files = sorted({picture.file: picture for picture in pictures}.items())
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        images = threads.map(_in_two_sizes, [picture for _, picture in files])
        by_file = dict(zip((file for file, _ in files), images, strict=True))
    for picture, name in zip(pictures, names, strict=True):
        save_image(by_file[picture.file], name)
        saved()


def _in_two_sizes(picture: Picture) -> ProcessedImage:
    """The file as it is, and a small version.

    Committed files need no checks, so they are not encoded again as uploads are.
    """
    content = picture.read()
    image = Image.open(BytesIO(content))
    width, height = image.size
    longest = (POST_IMAGE if picture.description else PROFILE_IMAGE).small
    image.thumbnail((longest, longest))
    small = BytesIO()
    image.save(small, "WEBP", quality=85, method=0)
    return ProcessedImage(
        large=content,
        small=small.getvalue(),
        width=width,
        height=height,
        small_width=image.width,
        small_height=image.height,
        content_type="image/webp",
        extension="webp",
    )
