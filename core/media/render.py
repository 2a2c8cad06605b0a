"""Making the two files that are stored of an upload. Runs in a child process of its own."""

import io

from PIL import Image, ImageCms

from .errors import DAMAGE, damaged
from .orientation import orientation, turn_upright
from .pixels import draft, fit, middle_square, shrink, to_srgb
from .processed import ProcessedImage
from .rules import POST_IMAGE, ImageRules
from .source import open_image
from .transparency import drawn_area, scale_transparent_colour


def render(content: bytes, rules: ImageRules) -> ProcessedImage:
    """Return the two versions of the upload `content` by `rules`. Raises InvalidImage.

    Of damage that Pillow does not know, or of too little memory, raises whatever is raised.
    """
    large = _decode(content, rules)
    small = large.resize(fit(large.size, rules.small), Image.Resampling.LANCZOS)
    is_jpeg = large.mode == "RGB" and not rules.unchanged
    return ProcessedImage(
        large=content if rules.unchanged else _encode(large, is_jpeg),
        small=_encode(small, is_jpeg),
        width=large.width,
        height=large.height,
        small_width=small.width,
        small_height=small.height,
        extension="jpg" if is_jpeg else "webp",
    )


def warm_up() -> None:
    """Load what is loaded with the first picture, so that none has to wait for it."""
    ImageCms.createProfile("sRGB")
    for mode in ("RGB", "RGBA"):
        render(_encode(Image.new(mode, (1, 1)), mode == "RGB"), POST_IMAGE)


def _decode(content: bytes, rules: ImageRules) -> Image.Image:
    """Return the large version's pixels: RGB, or RGBA where some are not opaque."""
    source = open_image(content)
    image = source.image
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
    return turn_upright(pixels, orientation(source.metadata()))


def _encode(image: Image.Image, is_jpeg: bool) -> bytes:
    """`image` alone: its `info` is emptied, from which Pillow writes profiles and comments."""
    image.info = {}
    target = io.BytesIO()
    if is_jpeg:
        image.save(target, "JPEG", quality=85, progressive=True, optimize=True)
    else:
        image.save(target, "WEBP", quality=85, method=4)
    return target.getvalue()
