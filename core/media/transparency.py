"""Transparency that Pillow reads and does not draw."""

from PIL import Image, ImageChops
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngImageFile

# Left, top, right, bottom.
Box = tuple[int, int, int, int]

_GREY, _RGB = 0, 2
# What a transparent colour is, by mode.
_COLOURS: dict[str, tuple[type, ...]] = {
    "P": (int, bytes),
    "RGB": (tuple,),
    **dict.fromkeys(("1", "L", "I", "I;16"), (int,)),
}


def scale_transparent_colour(image: ImageFile, content: bytes) -> None:
    """Bring a PNG's transparent colour (tRNS) to the depth of its pixels, once it is loaded.

    Pillow scales grey of 2 and 4 bits to 8 and cuts RGB of 16 bits, the pixels and not the colour,
    so that they never meet. Of RGB, colours that differ in the lower 8 bits only are one. A colour
    of another mode than the image's is dropped. Source: PNG specification, sections 11.3.1.1 and
    13.12.
    """
    colour = image.info.get("transparency")
    if not isinstance(colour, _COLOURS.get(image.mode, ())):
        # Of a PNG that says twice what it is: Pillow reads it for one and draws the other.
        image.info.pop("transparency", None)
        return
    if not isinstance(image, PngImageFile):
        return
    depth, kind = content[24], content[25]
    if kind == _GREY and depth in (2, 4, 8) and isinstance(colour, int):
        most = (1 << depth) - 1
        image.info["transparency"] = (colour & most) * (255 // most)
    elif kind == _RGB and isinstance(colour, tuple):
        shift = 8 if depth == 16 else 0
        image.info["transparency"] = tuple(part >> shift & 0xFF for part in colour)


def deep_grey(strip: Image.Image) -> Image.Image:
    """Return an image of mode I;16 as L, or as RGBa where it has a transparent colour."""
    pixels = strip.tobytes()
    low, high = (Image.frombytes("L", strip.size, pixels[start::2]) for start in (0, 1))
    colour = strip.info.get("transparency")
    if colour is None:
        return high
    same = ImageChops.darker(_equal(high, colour >> 8 & 0xFF), _equal(low, colour & 0xFF))
    return Image.merge("LA", (high, ImageChops.invert(same))).convert("RGBA").convert("RGBa")


def drawn_area(image: ImageFile) -> Box:
    """Return the part of the canvas that the first frame of a GIF covers; call it before loading.

    The whole canvas for other formats. What is not covered is transparent, as in browsers.
    """
    if image.format != "GIF" or not image.tile:
        return (0, 0, *image.size)
    return image.tile[0].extents or (0, 0, *image.size)


def _equal(band: Image.Image, value: int) -> Image.Image:
    """Return 255 where the band has this value, and 0 elsewhere."""
    return band.point([255 * (each == value) for each in range(256)])
