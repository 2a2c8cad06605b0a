"""Opening uploaded bytes as an image whose declared size is within the limits.

The plugins of Pillow are used by their classes, chosen by the first bytes of the file.
`Image.open` would raise its bomb errors before it tells the size, and answers with another class
for the JPEGs of phones that carry a second picture (MPO).
"""

import io
import re
from typing import BinaryIO

from PIL import Image
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from .errors import DAMAGE, InvalidImage, damaged
from .rules import MAX_BYTES, MAX_PIXELS

# For other code of the process that opens images with Pillow, such as the admin.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_FORMATS: tuple[tuple[re.Pattern[bytes], type[ImageFile]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), JpegImageFile),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImageFile),
    (re.compile(rb"GIF8[79]a"), GifImageFile),
)

_MAX_JPEG_SCANS = 32
_MAX_JPEG_SEGMENTS = 4096
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_JPEG_END, _JPEG_SCAN = b"\xd9", b"\xda"


def read_upload(source: BinaryIO) -> bytes:
    """Return the bytes of `source` from its start, as one upload may be used twice.

    Reads at most `MAX_BYTES` + 1. Raises InvalidImage.
    """
    source.seek(0)
    content = source.read(MAX_BYTES + 1)
    if not content:
        raise InvalidImage("The file is empty.")
    if len(content) > MAX_BYTES:
        raise InvalidImage(f"The file is larger than {MAX_BYTES // 2**20} MiB.")
    return content


def open_image(content: bytes) -> ImageFile:
    """Return the image in `content`, opened but not decoded."""
    plugin = _plugin(content)
    if plugin is JpegImageFile:
        _check_jpeg_segments(content)
    try:
        image = plugin(io.BytesIO(content))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidImage(
            f"The image is too large; at most {MAX_PIXELS // 10**6} megapixels are allowed."
        ) from error
    except DAMAGE as error:
        raise damaged() from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise InvalidImage(
            f"The image is {width:,} × {height:,} pixels; "
            f"at most {MAX_PIXELS // 10**6} megapixels are allowed."
        )
    return image


def _plugin(content: bytes) -> type[ImageFile]:
    for signature, plugin in _FORMATS:
        if signature.match(content):
            return plugin
    raise InvalidImage("The file is not a JPEG, PNG, WebP or GIF image.")


def _check_jpeg_segments(content: bytes) -> None:
    """Refuse a JPEG that is small on disk and takes very long to decode.

    Every scan of a progressive JPEG passes over the whole image, and an empty one takes some 40
    bytes; encoders write about ten. Walks the markers as libjpeg does, up to the end of the first
    image, so what is appended to a file does not count.
    """
    position, scans = 2, 0
    for _ in range(_MAX_JPEG_SEGMENTS):
        marker = _JPEG_MARKER.search(content, position)
        if marker is None or marker[1] == _JPEG_END:
            return
        scans += marker[1] == _JPEG_SCAN
        if scans > _MAX_JPEG_SCANS:
            break
        position = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
    raise InvalidImage("The image has too many parts to be decoded.")
