"""Pixels: shrinking, colours and orientation, in little memory."""

import contextlib
import io
import math

from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile

from .profiles import needed_of
from .transparency import Box, deep_grey

Size = tuple[int, int]

_LANCZOS = Image.Resampling.LANCZOS
_STRIP_PIXELS = 1_000_000


def fit(size: Size, longest: int) -> Size:
    """`size` in proportion, the longer side at most `longest`; never larger, never 0."""
    scale = min(1.0, longest / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    return width, height


def middle_square(size: Size) -> Box:
    """Return the largest square in the middle of `size`."""
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    return left, top, left + side, top + side


def draft(image: ImageFile, longest: int, *, square: bool) -> None:
    """Let a JPEG be decoded at a half, a quarter or an eighth, where that is still enough.

    `square`: that only the middle square is wanted, so that the shorter side counts.
    """
    side = min(image.size) if square else max(image.size)
    scale = min(1.0, longest / side)
    image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))


def shrink(image: Image.Image, box: Box, size: Size, drawn: Box | None = None) -> Image.Image:
    """Return the part `box` of `image` as a new image of `size`; mode L, RGB, CMYK or RGBa.

    What is outside `drawn`, where it is given, is transparent. The same pixels as one Lanczos
    `resize`. Rows are narrowed strip by strip, so that only a strip of the image is ever converted:
    25 megapixels cost 40 MB more than the image itself.
    """
    left, top, right, bottom = box
    rows = max(1, _STRIP_PIXELS // (right - left))
    mode = _strip(image, (left, top, left + 1, top + 1), drawn).mode
    narrow = Image.new(mode, (size[0], bottom - top))
    for start in range(top, bottom, rows):
        strip = _strip(image, (left, start, right, min(start + rows, bottom)), drawn)
        narrow.paste(strip.resize((size[0], strip.height), _LANCZOS), (0, start - top))
    return narrow.resize(size, _LANCZOS)


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """`image` as RGB or, where some pixel is not opaque, RGBA, in the colours of sRGB.

    A profile that is broken or for another mode is ignored, as in browsers.
    """
    if image.mode == "RGBa":
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() == (255, 255):
            image = image.convert("RGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile and (needed := needed_of(profile)):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(needed))
            transform = ImageCms.buildTransform(own, _srgb(), image.mode, mode)
            return transform.apply(image)
    return image.convert(mode)


def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _strip(image: Image.Image, box: Box, drawn: Box | None) -> Image.Image:
    if drawn is None:
        return _plain(image.crop(box))
    left, top, right, bottom = box
    strip = Image.new("RGBa", (right - left, bottom - top))
    inner = (max(left, drawn[0]), max(top, drawn[1]), min(right, drawn[2]), min(bottom, drawn[3]))
    if inner[0] < inner[2] and inner[1] < inner[3]:
        pixels = _plain(image.crop(inner))
        if pixels.mode != "RGBa":
            pixels = pixels.convert("RGBA").convert("RGBa")
        strip.paste(pixels, (inner[0] - left, inner[1] - top))
    return strip


def _plain(strip: Image.Image) -> Image.Image:
    """Convert to a mode that can be averaged: RGBA to RGBa, which has premultiplied colours."""
    if strip.mode == "I;16":
        # `convert` alone makes white of all above 255.
        return deep_grey(strip)
    if strip.has_transparency_data:
        return strip.convert("RGBA").convert("RGBa")
    if strip.mode == "1":
        return strip.convert("L")
    return strip if strip.mode in ("L", "RGB", "CMYK") else strip.convert("RGB")
