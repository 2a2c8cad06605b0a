"""Processing an upload into the two files that are stored."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from .errors import DAMAGE, InvalidImage, damaged
from .pixels import draft, fit, middle_square, orientation, shrink, to_srgb, turn_upright
from .rules import POST_IMAGE, PROFILE_IMAGE, ImageRules
from .source import open_image, read_upload
from .transparency import drawn_area, scale_transparent_colour

# One thread processes the images of all threads, one at a time, so that the memory which the
# allocator retains is retained once and not by each thread.
_worker = ThreadPoolExecutor(1, "pictures")


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
    content_type: str
    extension: str


def process_image(
    source: BinaryIO, *, rules: ImageRules = POST_IMAGE, field: str = "image"
) -> ProcessedImage:
    """Check the upload in `source` and make its two versions by `rules`.

    Accepts JPEG, PNG, WebP and GIF by content, whatever the name, up to `MAX_BYTES` and
    `MAX_PIXELS`; of an animation the first frame. Never enlarges. Raises `InvalidImage`, with
    `field`, for everything else, before anything is decoded where the header is enough.

    The worst that is allowed, 5000 × 5000 pixels, took 400 MiB and 1.9 s on 2 cores (WebP, whose
    decoder keeps two whole canvases), a CMYK progressive JPEG 220 MiB and 1 s, an RGBA PNG 140 MiB
    and 1.1 s, an everyday JPEG 60 MiB and 0.3 s. A process makes one at a time.
    """
    try:
        return _worker.submit(_process, read_upload(source), rules).result()
    except InvalidImage as error:
        raise InvalidImage(error.message, field) from error


def process_profile_image(source: BinaryIO, *, field: str = "profileImage") -> ProcessedImage:
    """Call `process_image` for a profile: the middle square of the upload."""
    return process_image(source, rules=PROFILE_IMAGE, field=field)


def _process(content: bytes, rules: ImageRules) -> ProcessedImage:
    large = _decode(content, rules)
    small = large.resize(fit(large.size, rules.small), Image.Resampling.LANCZOS)
    opaque = large.mode == "RGB"
    return ProcessedImage(
        large=_encode(large),
        small=_encode(small),
        width=large.width,
        height=large.height,
        small_width=small.width,
        small_height=small.height,
        content_type="image/jpeg" if opaque else "image/webp",
        extension="jpg" if opaque else "webp",
    )


def _decode(content: bytes, rules: ImageRules) -> Image.Image:
    """Return the large version's pixels: RGB, or RGBA where some are not opaque."""
    image = open_image(content)
    drawn = drawn_area(image)
    try:
        draft(image, rules.large, square=rules.square)
        image.load()
    except DAMAGE as error:
        raise damaged() from error
    scale_transparent_colour(image, content)
    box = middle_square(image.size) if rules.square else (0, 0, *image.size)
    size = fit((box[2] - box[0], box[3] - box[1]), rules.large)
    whole = drawn == (0, 0, *image.size)
    pixels = to_srgb(
        shrink(image, box, size, None if whole else drawn), image.info.get("icc_profile")
    )
    return turn_upright(pixels, orientation(image))


def _encode(image: Image.Image) -> bytes:
    """`image` alone: its `info` is emptied, from which Pillow writes profiles and comments."""
    image.info = {}
    target = io.BytesIO()
    if image.mode == "RGB":
        image.save(target, "JPEG", quality=85, progressive=True, optimize=True)
    else:
        image.save(target, "WEBP", quality=85, method=4)
    return target.getvalue()
