"""Opening uploaded bytes as an image whose declared size is within the limits.

The plugins of Pillow are used by their classes, chosen by the first bytes of the file.
`Image.open` would raise its bomb errors before it tells the size, and answers with another class
for the JPEGs of phones that carry a second picture (MPO).
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from .errors import DAMAGE, InvalidImage, damaged
from .orientation import Metadata
from .parts import count_gif, count_png, count_webp, read_jpeg
from .rules import MAX_PIXELS, MAX_SIDE

Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_JPEG = re.compile(rb"\xff\xd8\xff")
_FORMATS: tuple[tuple[re.Pattern[bytes], type[ImageFile], Callable[[bytes], None]], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImageFile, count_png),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImageFile, count_webp),
    (re.compile(rb"GIF8[79]a"), GifImageFile, count_gif),
)


@dataclass(frozen=True)
class Source:
    """An image, opened but not decoded."""

    image: ImageFile
    _metadata: Metadata = field(default_factory=Metadata)

    def metadata(self) -> Metadata:
        """Return what is known of the picture; of a PNG all, once it is loaded."""
        info = self.image.info
        xmp = info.get("XML:com.adobe.xmp") or info.get("xmp") or self._metadata.xmp
        return Metadata(
            info.get("exif") or self._metadata.exif or _exif_text(info),
            xmp.encode() if isinstance(xmp, str) else xmp,
        )


def open_image(content: bytes) -> Source:
    """Return the image in `content`. Raises InvalidImage."""
    if _JPEG.match(content):
        jpeg = read_jpeg(content)
        return Source(_opened(JpegImageFile, jpeg.pixels), jpeg.metadata)
    for signature, plugin, count in _FORMATS:
        if signature.match(content):
            count(content)
            return Source(_opened(plugin, content))
    raise InvalidImage("The file is not a JPEG, PNG, WebP or GIF image.")


def _opened(plugin: type[ImageFile], content: bytes) -> ImageFile:
    try:
        image = plugin(io.BytesIO(content))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidImage(
            f"The image is too large; at most {MAX_PIXELS // 10**6} megapixels are allowed."
        ) from error
    except DAMAGE as error:
        raise damaged() from error
    _check_size(*image.size)
    return image


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise InvalidImage(
            f"The image is {width:,} × {height:,} pixels; "
            f"at most {MAX_PIXELS // 10**6} megapixels are allowed."
        )
    if max(width, height) > MAX_SIDE:
        raise InvalidImage(
            f"The image is {width:,} × {height:,} pixels; "
            f"at most {MAX_SIDE:,} on each side are allowed."
        )


def _exif_text(info: dict[str | tuple[int, int], object]) -> bytes:
    """Return the Exif that old programs wrote into a PNG as hexadecimal text; empty if none."""
    text = info.get("Raw profile type exif")
    if not isinstance(text, str):
        return b""
    try:
        return bytes.fromhex("".join(text.split("\n")[3:]))
    except ValueError:
        return b""
