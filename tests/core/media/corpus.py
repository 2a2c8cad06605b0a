"""Hostile and odd files, all made here: what each is, and what has to become of it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from .pictures import (
    BROWSER_TAIL,
    animation,
    encoded,
    exif,
    gif_with_frame,
    jpeg_of_scans,
    jpeg_of_segments,
    plain,
    png_bomb,
    png_chunk,
    png_with,
    quarters,
    swapped_profile,
)

MARKER = b"SECRET-MARKER"
"""Text in the metadata of every uploaded file; no stored file contains it."""

REBUILT = "rebuilt"
NOT_AN_IMAGE = "The file is not a JPEG, PNG, WebP or GIF image."
DAMAGED = "The image is damaged or incomplete."
TOO_LARGE = "The image is too large; at most 25 megapixels are allowed."
TOO_MANY_PARTS = "The image has too many parts to be decoded."
EMPTY = "The file is empty."


class Case(NamedTuple):
    """A function that makes a file, the expected message, and the MiB that it may take."""

    make: Callable[[], bytes]
    said: str
    megabytes: int = 64


def _too_many_pixels(width: int, height: int) -> str:
    return f"The image is {width:,} × {height:,} pixels; at most 25 megapixels are allowed."


def _cut(kind: str, percent: int) -> bytes:
    """So much of a file whose pixels do not compress."""
    whole = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    return whole[: len(whole) * percent // 100]


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("page.html", MARKER + BROWSER_TAIL)
    return target.getvalue()


def _jpeg_size(width: int, height: int) -> bytes:
    """A JPEG whose header claims another size than it has pixels for."""
    content = bytearray(encoded(plain((8, 8)), "JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def _webp_size(width: int, height: int) -> bytes:
    content = bytearray(encoded(plain((8, 8), (1, 2, 3, 4), "RGBA"), "WEBP", exif=exif(1)))
    at = content.index(b"VP8X") + 12
    content[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


def _gif_size(width: int, height: int) -> bytes:
    content = bytearray(encoded(plain((8, 8)), "GIF"))
    content[6:10] = struct.pack("<HH", width, height)
    return bytes(content)


def _png_size(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of that size with next to no pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + png_chunk(b"IEND", b"")
    )


def _png_of_too_much(megabytes: int) -> bytes:
    """A small PNG whose pixels go on and on."""
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(bytes(megabytes * 2**20), 9))
        + png_chunk(b"IEND", b"")
    )


def _gif_of_frames(frames: int) -> bytes:
    """So many frames of one pixel."""
    frame = (
        b"!\xf9\x04\x00\x01\x00\x00\x00"
        + struct.pack("<BHHHHB", 0x2C, 0, 0, 1, 1, 0)
        + b"\x02\x02\x44\x01\x00"
    )
    head = b"GIF89a" + struct.pack("<HHBBB", 1600, 1600, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    return head + frame * frames + b";"


def _apng_of_frames(frames: int) -> bytes:
    """A PNG that says it has so many frames, with a chunk for each."""
    first = png_chunk(b"acTL", struct.pack(">II", frames, 0))
    control = struct.pack(">IIIIIHHBB", 0, 4, 4, 0, 0, 1, 20, 0, 0)
    more = b"".join(
        png_chunk(b"fcTL", control) + png_chunk(b"fdAT", struct.pack(">I", number) + b"\0")
        for number in range(frames)
    )
    return png_with(first, before_pixels=True).replace(
        png_chunk(b"IEND", b""), more + png_chunk(b"IEND", b"")
    )


def _progressive(width: int, scans: int) -> bytes:
    """A large progressive JPEG with so many scans more."""
    content = encoded(plain((width, width), 128, "L"), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * scans + content[-2:]


def _everything(kind: str) -> bytes:
    """A picture with GPS, a camera, XMP, a profile and comments."""
    data = exif(6)
    data[0x010F] = MARKER.decode()
    data[0x9286] = MARKER
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + MARKER + b"</x:xmpmeta>"
    options: dict[str, object] = {"exif": data, "icc_profile": swapped_profile() + MARKER}
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Comment", MARKER.decode())
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options["pnginfo"] = info
    elif kind == "JPEG":
        options |= {"xmp": xmp, "comment": MARKER}
    else:
        options["xmp"] = xmp
    return encoded(quarters(60, 40), kind, **options)


def _icc_bomb(kind: str) -> bytes:
    """A profile whose table claims four billion tags."""
    profile = bytearray(swapped_profile())
    profile[128:132] = b"\xff\xff\xff\xff"
    return encoded(quarters(60, 40), kind, icc_profile=bytes(profile) + MARKER * 50_000)


def _png_with_packed(kind: bytes, head: bytes) -> bytes:
    chunk = png_chunk(kind, head + zlib.compress(bytes(80 * 2**20), 9))
    return png_with(chunk, before_pixels=True)


def _tail(kind: str, tail: bytes) -> bytes:
    return encoded(plain((8, 8)), kind) + tail


SCRIPT = b"*/=1;/*" + MARKER + b"*/alert('polyglot')//"
CORPUS: Mapping[str, Case] = {
    "PNG bomb of 13,000 × 13,000": Case(lambda: png_bomb(13_000), _too_many_pixels(13_000, 13_000)),
    "PNG that claims 2³¹ pixels a side": Case(
        lambda: _png_size(2**31 - 1, 2**31 - 1), _too_many_pixels(2**31 - 1, 2**31 - 1)
    ),
    "PNG of 25 megapixels of 16 bits": Case(lambda: _png_size(5000, 5000, 16, 6), DAMAGED, 300),
    "PNG of 1 × 65,535": Case(lambda: encoded(plain((1, 65_535)), "PNG"), REBUILT),
    "PNG of 65,535 × 1": Case(lambda: encoded(plain((65_535, 1)), "PNG"), REBUILT),
    "PNG of no size": Case(lambda: _png_size(0, 0), DAMAGED),
    "PNG of no height": Case(lambda: _png_size(10, 0), DAMAGED),
    "PNG whose pixels go on for 500 MB": Case(lambda: _png_of_too_much(500), REBUILT),
    "PNG with a profile of 80 MB": Case(lambda: _png_with_packed(b"iCCP", b"ICC\x00\x00"), DAMAGED),
    "PNG with a text of 80 MB": Case(
        lambda: _png_with_packed(b"zTXt", b"Comment\x00\x00"), DAMAGED
    ),
    "PNG with 50,000 chunks": Case(
        lambda: png_with(png_chunk(b"tEXt", b"a\0b") * 50_000, before_pixels=True), REBUILT
    ),
    "APNG of 10,000 frames": Case(lambda: _apng_of_frames(10_000), REBUILT),
    "GIF bomb by its screen": Case(
        lambda: _gif_size(65_535, 65_535), _too_many_pixels(65_535, 65_535)
    ),
    "GIF bomb by its frame": Case(lambda: gif_with_frame((1, 1), (60_000, 60_000)), TOO_LARGE),
    "GIF of no size": Case(lambda: gif_with_frame((0, 0), (0, 0)), DAMAGED),
    "GIF of 10,000 frames": Case(lambda: _gif_of_frames(10_000), REBUILT),
    "JPEG bomb": Case(lambda: _jpeg_size(65_500, 65_500), _too_many_pixels(65_500, 65_500)),
    # libjpeg makes them grey.
    "JPEG of more pixels than it has": Case(lambda: _jpeg_size(5000, 5000), REBUILT, 128),
    "JPEG of no size": Case(lambda: _jpeg_size(0, 0), DAMAGED),
    "JPEG of 5,000 scans": Case(lambda: jpeg_of_scans(5000), TOO_MANY_PARTS),
    "JPEG of 5,000 × 5,000 and 5,000 scans": Case(lambda: _progressive(5000, 5000), TOO_MANY_PARTS),
    "JPEG of 5,000 × 5,000 and 20 scans": Case(lambda: _progressive(5000, 20), REBUILT, 128),
    "JPEG of 100,000 segments": Case(lambda: jpeg_of_segments(100_000), TOO_MANY_PARTS),
    "WebP bomb": Case(lambda: _webp_size(16_383, 16_383), TOO_LARGE),
    "WebP of more pixels than it has": Case(lambda: _webp_size(4900, 4900), DAMAGED, 256),
    "WebP of 2,000 frames": Case(lambda: animation("WEBP", 2000), REBUILT),
    "TIFF bomb": Case(
        lambda: encoded(plain((60_000, 400), 0, "1"), "TIFF", compression="group4"), NOT_AN_IMAGE
    ),
    **{
        f"{kind} with GPS, XMP, a profile and comments": Case(partial(_everything, kind), REBUILT)
        for kind in ("JPEG", "PNG", "WEBP")
    },
    **{
        f"{kind} with a profile bomb": Case(partial(_icc_bomb, kind), REBUILT)
        for kind in ("JPEG", "PNG", "WEBP")
    },
    **{
        f"{kind} and {name}": Case(partial(_tail, kind, tail), REBUILT)
        for kind in ("JPEG", "PNG", "WEBP", "GIF")
        for name, tail in (("HTML", MARKER + BROWSER_TAIL), ("zip", _zip()), ("script", SCRIPT))
    },
    "GIF that is a script too": Case(
        lambda: encoded(plain((8, 8)), "GIF", comment=SCRIPT), REBUILT
    ),
    "JPEG that is a page too": Case(
        lambda: encoded(plain((8, 8)), "JPEG", comment=MARKER + BROWSER_TAIL), REBUILT
    ),
    "SVG": Case(
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NOT_AN_IMAGE
    ),
    "SVG of entities without end": Case(
        lambda: b"<!DOCTYPE l [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'>]><svg>&b;</svg>",
        NOT_AN_IMAGE,
    ),
    "HTML": Case(lambda: b"<!doctype html>" + BROWSER_TAIL, NOT_AN_IMAGE),
    "PDF": Case(lambda: b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>endobj", NOT_AN_IMAGE),
    "EPS, which runs a program": Case(lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n", NOT_AN_IMAGE),
    "zip": Case(_zip, NOT_AN_IMAGE),
    **{
        kind: Case(partial(encoded, plain((8, 8)), kind), NOT_AN_IMAGE)
        for kind in ("ICO", "BMP", "PPM", "TGA", "AVIF")
    },
    "MPO, a phone's two pictures": Case(
        lambda: encoded(
            quarters(60, 40), "MPO", save_all=True, append_images=[plain((60, 40))], comment=MARKER
        ),
        REBUILT,
    ),
    "CMYK": Case(lambda: encoded(plain((60, 40), (9, 9, 9, 9), "CMYK"), "JPEG"), REBUILT),
    "16 bits": Case(lambda: encoded(plain((60, 40), 40_000, "I;16"), "PNG"), REBUILT),
    "a palette with opacity": Case(
        lambda: encoded(quarters(60, 40).quantize(8), "PNG", transparency=b"\x10" * 8), REBUILT
    ),
    **{
        f"{kind} cut at {percent} %": Case(partial(_cut, kind, percent), DAMAGED)
        for kind in ("JPEG", "PNG", "WEBP", "GIF")
        for percent in (5, 25, 50, 75, 95)
    },
    "nothing": Case(lambda: b"", EMPTY),
    "one byte": Case(lambda: b"\xff", NOT_AN_IMAGE),
}
