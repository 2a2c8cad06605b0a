"""Pictures that are meant to hurt, built byte by byte: cheap to make, dear to decode."""

import struct
import zlib
from collections.abc import Mapping, Sequence

from PIL import Image

from tests.core.media.pictures import encoded, plain, png_chunk

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_twice(first: int, second: int) -> bytes:
    """A PNG that says two kinds of colour of itself, with tRNS after the first."""
    size = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
    heads = [
        png_chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, kind, 0, 0, 0))
        for kind in (first, second)
    ]
    palette = png_chunk(b"PLTE", bytes(768))
    transparent = png_chunk(b"tRNS", bytes({0: 2, 2: 6, 3: 256}.get(first, 2)))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(8 * (8 * size[second] + 1))))
    rest = [palette, transparent, heads[1], pixels, png_chunk(b"IEND", b"")]
    return PNG_SIGNATURE + b"".join([heads[0], *rest])


def profile(
    tags: Mapping[bytes, bytes],
    *,
    space: bytes = b"RGB ",
    kind: bytes = b"mntr",
    table: bytes = b"",
) -> bytes:
    """An ICC profile of these tags; `table` may lie about them. Source: ICC.1:2022, section 7."""
    at = 128 + 4 + 12 * len(tags)
    entries, data = b"", b""
    for name, content in tags.items():
        entries += struct.pack(">4sII", name, at + len(data), len(content))
        data += content + b"\0" * (-len(content) % 4)
    body = (table or struct.pack(">I", len(tags)) + entries) + data
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"lcms", 0x04300000, kind, space, b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    return head.ljust(128, b"\0") + body


def chain(elements: int, *, channels: int = 3) -> bytes:
    """A D2B0 tag of so many steps, all of them the same matrix. Source: section 10.17."""
    matrix = struct.pack(">4sIHH", b"matf", 0, channels, channels)
    numbers = [1.0 if at % (channels + 1) == 0 else 0.0 for at in range(channels * channels)]
    matrix += struct.pack(f">{channels * channels + channels}f", *numbers, *[0.0] * channels)
    place = struct.pack(">II", 16 + 8 * elements, len(matrix))
    return (
        struct.pack(">4sIHHI", b"mpet", 0, channels, channels, elements) + place * elements + matrix
    )


def xyz(*numbers: float) -> bytes:
    """A tag of type XYZ."""
    return struct.pack(">4sI3i", b"XYZ ", 0, *[round(65536 * number) for number in numbers])


def curve(points: int, *, claimed: int | None = None) -> bytes:
    """A tag of type curve, that may claim another number of points than it has."""
    values = [65535 * at // max(points - 1, 1) for at in range(points)]
    count = points if claimed is None else claimed
    return struct.pack(f">4sII{points}H", b"curv", 0, count, *values)


def table(inputs: int, outputs: int, grid: int, *, length: int, kind: bytes = b"mft2") -> bytes:
    """A table of colours whose head claims this size, with so many bytes behind it."""
    head = struct.pack(">4sIBBBB", kind, 0, inputs, outputs, grid, 0)
    head += struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    return head + struct.pack(">HH", 2, 2) + bytes(length)


def shaper(points: int = 2) -> dict[bytes, bytes]:
    """The tags of an everyday profile."""
    one = curve(points)
    return {
        b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.436, 0.222, 0.014),
        b"gXYZ": xyz(0.385, 0.717, 0.097),
        b"bXYZ": xyz(0.143, 0.061, 0.714),
        **{name + b"TRC": one for name in (b"r", b"g", b"b")},
    }


def exif(tags: int, size: int, *, order: str = ">", prefix: int = 1) -> bytes:
    """Exif of one directory: so many tags, each of which claims the whole of `size` bytes."""
    entries = b"".join(
        struct.pack(f"{order}HHII", 0x0200 + number, 7, size, 8) for number in range(tags)
    )
    head = b"MM\0*" if order == ">" else b"II*\0"
    whole = head + struct.pack(f"{order}I", 8) + struct.pack(f"{order}H", tags) + entries
    return b"Exif\0\0" * prefix + whole.ljust(size, b"\0")


def png(
    width: int,
    height: int,
    *chunks: tuple[bytes, bytes],
    depth: int = 8,
    colour: int = 2,
    interlaced: bool = False,
    pixels: Sequence[bytes] | None = None,
    after: Sequence[tuple[bytes, bytes]] = (),
) -> bytes:
    """A PNG of these chunks; black unless it has `pixels`, the contents of its IDAT."""
    if pixels is None:
        channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1)
        pixels = [zeros(height * (1 + (width * depth * channels + 7) // 8))]
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    palette = [(b"PLTE", bytes(768))] if colour == 3 else []
    parts = [(b"IHDR", header), *palette, *chunks, *((b"IDAT", each) for each in pixels), *after]
    return PNG_SIGNATURE + b"".join(png_chunk(*part) for part in [*parts, (b"IEND", b"")])


def zeros(count: int) -> bytes:
    """So many bytes of nothing, packed, without ever having them. Source: RFC 1950, RFC 1951."""
    whole, rest = divmod(max(count, 0), 2**20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    sum_ = (max(count, 0) % 65_521) << 16 | 1
    packed = block * whole + last.compress(bytes(rest)) + last.flush()
    return b"\x78\xda" + packed + struct.pack(">I", sum_)


def icc(content: bytes) -> tuple[bytes, bytes]:
    """A PNG's chunk of a profile."""
    return b"iCCP", b"p\0\0" + zlib.compress(content, 9)


def jpeg(
    *segments: tuple[int, bytes],
    size: tuple[int, int] = (8, 8),
    mode: str = "RGB",
    progressive: bool = False,
) -> bytes:
    """A JPEG with these segments after its first marker."""
    whole = encoded(plain(size, 0, mode), "JPEG", progressive=progressive)
    return (
        whole[:2]
        + b"".join(
            bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content
            for marker, content in segments
        )
        + whole[2:]
    )


def jpeg_profile(content: bytes) -> list[tuple[int, bytes]]:
    """The segments of a profile in a JPEG."""
    parts = [content[at : at + 65_000] for at in range(0, len(content), 65_000)][:255]
    return [
        (0xE2, b"ICC_PROFILE\0" + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, 1)
    ]


def jpeg_again(whole: bytes, scans: int) -> bytes:
    """The same JPEG, with its last scan so many times more."""
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * scans + whole[-2:]


def gif(
    blocks: bytes = b"",
    *,
    screen: tuple[int, int] = (8, 8),
    frame: tuple[int, int] = (8, 8),
    data: bytes = b"\x02\x02\x44\x01\x00",
    frames: int = 1,
) -> bytes:
    """A GIF of two colours with these blocks before its first frame."""
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    one = struct.pack("<BHHHHB", 0x2C, 0, 0, *frame, 0) + data
    return head + blocks + one * frames + b";"


def webp(
    *chunks: tuple[bytes, bytes], size: tuple[int, int] | None = None, raw: bytes = b""
) -> bytes:
    """A WebP with these chunks behind the others, which may claim another size than it has."""
    whole = bytearray(encoded(plain((8, 8), (1, 2, 3, 4), "RGBA"), "WEBP", exif=Image.Exif()))
    body = bytearray(whole[12:])
    if body[:4] != b"VP8X":
        body = bytearray(b"VP8X" + struct.pack("<II", 10, 0x2C) + b"\7\0\0\7\0\0") + body
    if size is not None:
        for at, side in zip((12, 15), size, strict=True):
            body[at : at + 3] = (side - 1).to_bytes(3, "little")
    for name, content in chunks:
        body += name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) & 1)
    body += raw
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + bytes(body)
