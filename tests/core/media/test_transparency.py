"""Transparent colours of PNGs of every depth, and GIFs whose first frame leaves the canvas bare."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from core.media import ProcessedImage, process_image, process_profile_image

from .pictures import RED, encoded, plain
from .test_process import near, opened

SIDE = 40
CLEAR = (0, 0, 0, 0)


def chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def halves(depth: int, kind: int, row: bytes, colour: bytes) -> bytes:
    """A PNG of such rows, each a left and a right half, with this transparent colour."""
    head = struct.pack(">IIBBBBB", SIDE, SIDE, depth, kind, 0, 0, 0)
    rows = (b"\0" + row) * SIDE
    parts = ((b"IHDR", head), (b"tRNS", colour), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def grey(depth: int, left: int, right: int, transparent: int) -> bytes:
    """Grey samples of this depth; half a row is a whole number of bytes."""
    length = SIDE // 2 * depth // 8
    row = [
        int(f"{each:0{depth}b}" * (SIDE // 2), 2).to_bytes(length, "big") for each in (left, right)
    ]
    return halves(depth, 0, b"".join(row), struct.pack(">H", transparent))


def rgb16(
    left: tuple[int, int, int], right: tuple[int, int, int], clear: tuple[int, int, int]
) -> bytes:
    pixels = [struct.pack(">HHH", *each) * (SIDE // 2) for each in (left, right)]
    return halves(16, 2, b"".join(pixels), struct.pack(">HHH", *clear))


def processed(content: bytes) -> ProcessedImage:
    return process_image(io.BytesIO(content))


def pixel(image: ProcessedImage, x: int, y: int = SIDE // 2) -> Any:
    return opened(image.large).convert("RGBA").getpixel((x, y))


@pytest.mark.parametrize(
    ("content", "shade"),
    [
        (grey(2, 2, 1, 1), 170),
        (grey(2, 0, 3, 3), 0),
        (grey(4, 0xA, 3, 3), 170),
        (grey(4, 0xA, 0, 0), 170),
        (grey(8, 170, 3, 3), 170),
        (grey(8, 170, 3, 0xFF03), 170),
        (grey(16, 0xAA00, 0x1234, 0x1234), 170),
        (grey(16, 0xAA00, 0xAA01, 0xAA01), 170),
        (grey(16, 0xAA01, 0x0001, 0x0001), 170),
        (rgb16((0xAA00, 0xAA00, 0xAA00), (0x1234, 0x5678, 0x9ABC), (0x1234, 0x5678, 0x9ABC)), 170),
    ],
)  # fmt: skip
def test_the_transparent_colour_is_transparent(content: bytes, shade: int) -> None:
    for image in (processed(content), process_profile_image(io.BytesIO(content))):
        assert (image.content_type, image.extension) == ("image/webp", "webp")
        assert near(pixel(image, 4), (shade, shade, shade, 255))
        assert pixel(image, SIDE - 4)[3] == 0


@pytest.mark.parametrize(
    "content",
    [
        grey(2, 2, 1, 0),
        grey(4, 0xA, 1, 0xF),
        grey(8, 170, 3, 4),
        grey(16, 0xAA00, 0x1234, 0x1235),
        grey(16, 0xAA00, 0x1234, 0x0034),
        grey(16, 0xAA00, 0x1234, 0x1200),
        rgb16((0xAA00, 0xAA00, 0xAA00), (1, 2, 3), (0x100, 2, 3)),
    ],
)
def test_a_colour_that_no_pixel_has_makes_nothing_transparent(content: bytes) -> None:
    assert processed(content).content_type == "image/jpeg"


def test_a_large_deep_grey_is_shrunk_with_its_transparency() -> None:
    side = 2000
    row = b"\0" + struct.pack(">H", 0xAA00) * (side // 2) + struct.pack(">H", 7) * (side // 2)
    head = struct.pack(">IIBBBBB", side, side, 16, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part)
        for part in (
            (b"IHDR", head),
            (b"tRNS", struct.pack(">H", 7)),
            (b"IDAT", zlib.compress(row * side, 1)),
            (b"IEND", b""),
        )
    )
    image = processed(content)
    assert (image.width, image.height) == (1600, 1600)
    assert near(pixel(image, 100, 800), (170, 170, 170, 255))
    assert pixel(image, 1500, 800)[3] == 0


def gif(canvas: tuple[int, int], frame: Image.Image, at: tuple[int, int], **options: Any) -> bytes:
    """A GIF of this canvas, whose only frame lies somewhere on it."""
    content = bytearray(encoded(frame, "GIF", **options))
    content[6:10] = struct.pack("<HH", *canvas)
    start = content.index(b",", 13 + 3 * 2 ** ((content[10] & 7) + 1))
    content[start + 1 : start + 5] = struct.pack("<HH", *at)
    return bytes(content)


@pytest.mark.parametrize("mode", ["P", "L"])
def test_what_the_first_frame_of_a_gif_leaves_bare_is_transparent(mode: str) -> None:
    frame = plain((20, 10), RED).convert(mode)
    shown = frame.convert("RGB").getpixel((0, 0))
    image = processed(gif((60, 40), frame, (30, 20)))
    assert (image.width, image.height, image.content_type) == (60, 40, "image/webp")
    found = opened(image.large).convert("RGBA")
    for outside in ((0, 0), (26, 24), (54, 24), (40, 15), (40, 35), (59, 39)):
        assert found.getpixel(outside)[3] == 0  # type: ignore[index]
    assert near(found.getpixel((40, 25)), (*shown, 255), 30)  # type: ignore[misc]


def test_the_middle_square_of_such_a_gif() -> None:
    content = gif((60, 40), plain((20, 10), RED).convert("P"), (40, 0))
    image = process_profile_image(io.BytesIO(content))
    assert (image.width, image.height) == (40, 40)
    assert pixel(image, 5, 5)[3] == 0
    assert near(pixel(image, 36, 4), (*RED, 255), 30)
    elsewhere = gif((60, 40), plain((8, 8), RED).convert("P"), (0, 0))
    square = opened(process_profile_image(io.BytesIO(elsewhere)).large).convert("RGBA")
    assert square.getchannel("A").getextrema() == (0, 0)


def test_a_large_canvas_with_a_small_frame() -> None:
    image = processed(gif((3000, 3000), plain((300, 300), RED).convert("P"), (1500, 1500)))
    assert (image.width, image.height) == (1600, 1600)
    assert pixel(image, 100, 100)[3] == 0
    assert near(pixel(image, 880, 880), (*RED, 255), 30)


def test_a_frame_of_the_whole_canvas_stays_opaque() -> None:
    assert processed(gif((20, 10), plain((20, 10), RED).convert("P"), (0, 0))).extension == "jpg"


def test_a_frame_beyond_the_canvas_enlarges_it() -> None:
    image = processed(gif((10, 10), plain((20, 20), RED).convert("P"), (5, 5)))
    assert (image.width, image.height) == (25, 25)
    assert pixel(image, 2, 2)[3] == 0
    assert near(pixel(image, 20, 20), (*RED, 255), 30)


def test_transparent_pixels_of_a_small_frame_stay_transparent() -> None:
    frame = Image.new("P", (20, 20), 0)
    frame.putpalette([*RED, 0, 0, 255])
    frame.paste(1, (10, 0, 20, 20))
    image = processed(gif((40, 40), frame, (10, 10), transparency=0))
    assert pixel(image, 13, 20)[3] == 0
    assert near(pixel(image, 26, 20), (0, 0, 255, 255), 30)
    assert pixel(image, 35, 20)[3] == 0
