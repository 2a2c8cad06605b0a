"""Which side of a picture is up, by its metadata.

Of the metadata nothing but this is read, and by this file alone: Pillow would take it all, which a
hostile file can make cost gigabytes.
"""

import re
import struct
from typing import NamedTuple

from PIL import Image

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
# How a tag's value is written, by its type: BYTE, SHORT, LONG. Source: TIFF 6.0, section 2.
_NUMBERS = {1: "B", 3: "H", 4: "I"}
# Cameras write some thirty.
_MAX_TAGS = 2_000
_XMP = re.compile(rb'tiff:Orientation(?:="|>)([0-9])')


class Metadata(NamedTuple):
    """What a picture says of itself, as it is in the file."""

    exif: bytes = b""
    xmp: bytes = b""


def orientation(metadata: Metadata) -> int:
    """Return the orientation, 1 (upright) to 8; 1 where it is missing or unreadable."""
    value = _in_exif(metadata.exif)
    if value is None and (found := _XMP.search(metadata.xmp)):
        value = int(found[1])
    return value if value in _UPRIGHT else 1


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """`image` as the camera was held."""
    turn = _UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def _in_exif(exif: bytes) -> int | None:
    """Return the value of the tag in the first directory, or None. Source: TIFF 6.0, section 2."""
    begin = 0
    while exif.startswith(b"Exif\0\0", begin):
        begin += 6
    exif = exif[begin:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for at in range(start + 2, start + 2 + 12 * min(count, _MAX_TAGS), 12):
            tag, kind, values = struct.unpack_from(f"{order}HHI", exif, at)
            if tag == _ORIENTATION and values == 1 and kind in _NUMBERS:
                value: int = struct.unpack_from(order + _NUMBERS[kind], exif, at + 8)[0]
                return value
    except struct.error:
        return None
    return None
