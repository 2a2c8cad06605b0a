"""Pictures for the tests, harmless and hostile, all made here."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
BROWSER_TAIL = b"<script>alert('polyglot')</script>"


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def plain(size: tuple[int, int], colour: Any = RED, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, colour)


def quarters(width: int, height: int) -> Image.Image:
    """Red, green / blue, white: no turn or flip of it looks like another."""
    image = plain((width, height), WHITE)
    half = (width // 2, height // 2)
    image.paste(plain(half, RED), (0, 0))
    image.paste(plain(half, GREEN), (half[0], 0))
    image.paste(plain(half, BLUE), (0, half[1]))
    return image


def exif(orientation: int) -> Image.Exif:
    """An orientation, a camera and a place."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "SecretCamera"
    data.get_ifd(0x8825)[1] = "N"
    data.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return data


def swapped_profile() -> bytes:
    """A valid ICC profile in which red is green and green is red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"tmp1").replace(b"gXYZ", b"rXYZ").replace(b"tmp1", b"gXYZ")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(extra: bytes, *, before_pixels: bool) -> bytes:
    """A red 4 × 4 PNG with a chunk more."""
    content = encoded(plain((4, 4)), "PNG")
    at = content.index(b"IDAT" if before_pixels else b"IEND") - 4
    return content[:at] + extra + content[at:]


def png_bomb(side: int) -> bytes:
    """A black grey PNG of `side` × `side`: about a thousandth of its pixels, in bytes."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", pixels)
        + png_chunk(b"IEND", b"")
    )


def jpeg_of_scans(scans: int) -> bytes:
    """A progressive grey JPEG that passes over its pixels `scans` times more than it needs."""
    content = encoded(plain((64, 64), 128, "L"), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * scans + content[-2:]


def jpeg_of_segments(segments: int) -> bytes:
    content = encoded(plain((8, 8)), "JPEG")
    return content[:2] + b"\xff\xfe\x00\x02" * segments + content[2:]


def gif_with_frame(screen: tuple[int, int], frame: tuple[int, int]) -> bytes:
    """A GIF whose only frame is larger than its screen."""
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", *screen, 0x80, 0, 0)
        + b"\x00\x00\x00\xff\xff\xff,"
        + struct.pack("<HHHHB", 0, 0, *frame, 0)
        + b"\x02\x02\x44\x01\x00;"
    )


def animation(kind: str, frames: int) -> bytes:
    """A red frame, then many of other colours."""
    later = [plain((16, 16), (0, index % 256, 200)) for index in range(1, frames)]
    return encoded(plain((16, 16)), kind, save_all=True, append_images=later, duration=20)
