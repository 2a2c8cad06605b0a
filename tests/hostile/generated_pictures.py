"""Hostile pictures at random: profiles of every kind, shapes, chunks, frames, damage.

The same seed makes the same pictures. Most are small, so that thousands can be tried in minutes.
"""

import struct
import zlib
from collections.abc import Callable
from random import Random

from core.media import MAX_BYTES
from tests.core.media.corpus import CORPUS
from tests.core.media.pictures import animation, encoded, quarters, swapped_profile

from . import picture_files as files

_SHAPES = (
    *((1, 1), (8, 8), (300, 200), (1600, 1600), (65_535, 1), (1, 65_535), (65_536, 1)),
    *((25_000_000, 1), (1, 25_000_000), (2, 12_500_000), (2**31 - 1, 1), (0, 5), (5000, 5000)),
    *((65_535, 381), (381, 65_535), (5001, 5000), (20_000, 1250)),
)
_TAGS = (
    *(b"D2B0", b"D2B1", b"D2B3", b"B2D0", b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"rTRC", b"gTRC"),
    *(b"kTRC", b"rXYZ", b"wtpt", b"chad", b"ncl2", b"pseq", b"gamt", b"desc", b"cprt", b"\0\0\0\0"),
)
_SPACES = (b"RGB ", b"RGB ", b"RGB ", b"GRAY", b"CMYK", b"Lab ", b"15CL", b"\0\0\0\0")
_KINDS = (b"mntr", b"scnr", b"prtr", b"spac", b"link", b"abst", b"nmcl")
Made = tuple[str, bytes]


def hostile_picture(chance: Random) -> Made:
    """What it is, and the file: at most as long as an upload may be."""
    name, content = chance.choice(_FORMATS)(chance)
    if content and chance.random() < 0.3:
        name, content = _damaged(chance, (name, content))
    return name, content[:MAX_BYTES]


def hostile_profile(chance: Random) -> bytes:
    """A profile of odd tags, or an everyday one that is damaged, or no profile at all."""
    odd = chance.random()
    if odd < 0.1:
        return chance.randbytes(chance.choice((0, 1, 127, 128, 132, 5_000)))
    if odd < 0.3:
        content = bytearray(swapped_profile())
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(len(content))] = chance.choice((0, 1, 255, 128, 4))
        return bytes(content)
    tags = files.shaper(chance.choice((1, 2, 256, 4096))) if chance.random() < 0.6 else {}
    for _ in range(chance.randint(1, 4)):
        tags[chance.choice(_TAGS)] = _tag(chance)
    lie = b""
    if chance.random() < 0.1:
        entry = struct.pack(">4sII", b"A2B0", chance.choice((0, 128, 2**31)), 2**32 - 1)
        lie = struct.pack(">I", chance.choice((1, 99, 5_000, 2**32 - 1))) + entry * 5_000
    return files.profile(tags, space=chance.choice(_SPACES), kind=chance.choice(_KINDS), table=lie)


def _tag(chance: Random) -> bytes:
    inputs, outputs = chance.choice((1, 3, 4, 15, 255)), chance.choice((1, 3, 4, 255))
    return chance.choice(
        (
            lambda: files.chain(
                chance.choice((0, 1, 1_000, 40_000)), channels=chance.choice((1, 3, 4))
            ),
            lambda: files.table(
                inputs,
                outputs,
                chance.choice((0, 1, 2, 17, 33, 255)),
                length=chance.choice((0, 500, 9_000, 250_000)),
                kind=chance.choice((b"mft1", b"mft2", b"mAB ", b"mBA ")),
            ),
            lambda: files.curve(
                chance.choice((0, 1, 4096, 32_000)), claimed=chance.choice((None, 2**32 - 1))
            ),
            lambda: files.xyz(chance.random(), 0, -1),
            lambda: struct.pack(">4sIII", b"ncl2", 0, 0, 2**31) + bytes(200),
            lambda: chance.randbytes(chance.choice((0, 3, 8, 900))),
        )
    )()


def _texts(chance: Random) -> list[tuple[bytes, bytes]]:
    """Chunks of a PNG that are no pixels."""
    return [
        chance.choice(
            (
                lambda: (b"tEXt", b"k\0" + bytes(chance.choice((0, 50_000)))),
                lambda: (b"zTXt", b"k\0\0" + files.zeros(chance.choice((0, 2**19, 2**24)))),
                lambda: (b"iTXt", b"k\0\1\0\0\0" + files.zeros(chance.choice((0, 2**19, 2**24)))),
                lambda: (b"eXIf", files.exif(chance.choice((0, 40, 15_000)), 200_000, prefix=0)),
                lambda: (
                    b"zTXt",
                    b"Raw profile type exif\0\0" + zlib.compress(b"\n\n\n" + b"4d" * 9_000),
                ),
                lambda: (b"acTL", struct.pack(">II", chance.choice((0, 1, 2**31 - 1)), 0)),
                lambda: (b"fcTL", struct.pack(">IIIIIHHBB", 0, 4, 4, 0, 0, 1, 20, 0, 0)),
                lambda: (b"tRNS", chance.randbytes(chance.choice((0, 2, 6, 256)))),
                lambda: (b"gAMA", chance.randbytes(4)),
                lambda: (b"IHDR", struct.pack(">IIBBBBB", 2**16, 2**16, 8, 2, 0, 0, 0)),
                lambda: (b"pHYs", bytes(9)),
                lambda: files.icc(hostile_profile(chance)),
            )
        )()
        for _ in range(chance.choice((0, 1, 3, 3_000 if chance.random() < 0.02 else 2)))
    ]


def _png(chance: Random) -> Made:
    shape = chance.choice(_SHAPES)
    depth, colour = chance.choice(
        ((8, 2), (8, 6), (16, 6), (16, 2), (1, 0), (2, 0), (16, 0), (8, 3), (1, 3), (8, 4), (7, 5))
    )
    pixels = chance.choice(
        (None, None, [], [b""], [files.zeros(90)], [chance.randbytes(400)], [files.zeros(2**28)])
    )
    if pixels is None and shape[0] * shape[1] > 30_000_000:
        pixels = [files.zeros(100)]
    return f"PNG {shape} {depth}/{colour}", files.png(
        *shape,
        *_texts(chance),
        depth=depth,
        colour=colour,
        interlaced=chance.random() < 0.2,
        pixels=pixels,
        after=_texts(chance),
    )


def _jpeg(chance: Random) -> Made:
    segments: list[tuple[int, bytes]] = []
    for _ in range(chance.randint(0, 3)):
        segments += chance.choice(
            (
                lambda: files.jpeg_profile(hostile_profile(chance)),
                lambda: [(0xE1, files.exif(chance.choice((0, 30, 5_000)), 65_000))],
                lambda: [(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + b"tiff:Orientation>7" * 900)],
                lambda: [(0xE2, b"MPF\0" + chance.randbytes(60))],
                lambda: [(0xED, b"Photoshop 3.0\0" + b"8BIM\0\0\0\0\0\0\0\0" * 4_000)],
                lambda: [(0xFE, bytes(65_000))] * chance.choice((1, 100)),
                lambda: [(0xEE, b"Adobe" + chance.randbytes(7))],
                lambda: [(0xDB, chance.randbytes(65))],
                lambda: [(0xC4, chance.randbytes(40))],
                lambda: [(0xDD, chance.randbytes(2))],
            )
        )()
    size = chance.choice(((8, 8), (300, 200), (1600, 1200), (65_500, 8), (8, 65_500)))
    mode = chance.choice(("L", "RGB", "RGB", "CMYK"))
    progressive = chance.random() < 0.4
    whole = bytearray(files.jpeg(*segments, size=size, mode=mode, progressive=progressive))
    at = whole.find(b"\xff\xc2" if progressive else b"\xff\xc0", 2)
    if at > 0 and chance.random() < 0.3:
        whole[at + 5 : at + 9] = struct.pack(
            ">HH", *chance.choice(((5000, 5000), (381, 65_500), (0, 8)))
        )
    if at > 0 and chance.random() < 0.2:
        whole[at + 1] = chance.choice((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC9, 0xCA, 0xCB))
    if at > 0 and chance.random() < 0.2:
        whole[at + 11] = chance.choice((0x11, 0x44, 0x41, 0x14, 0x00, 0xFF))
    made = bytes(whole)
    if chance.random() < 0.2:
        made = files.jpeg_again(made, chance.choice((2, 20, 31, 400)))
    return f"JPEG {size} {mode}", made


def _webp(chance: Random) -> Made:
    if chance.random() < 0.3:
        return "WebP animation", animation("WEBP", chance.choice((2, 40)))
    chunks = [
        chance.choice(
            (
                lambda: (b"ICCP", hostile_profile(chance)),
                lambda: (b"EXIF", files.exif(chance.choice((0, 30, 15_000)), 200_000)),
                lambda: (b"XMP ", b"tiff:Orientation>7" * 900),
                lambda: (b"ANIM", bytes(6)),
                lambda: (b"ANMF", chance.randbytes(chance.choice((0, 16, 60)))),
                lambda: (b"VP8L", chance.randbytes(60)),
                lambda: (b"\x41LPH", chance.randbytes(60)),
                lambda: (b"xxxx", b""),
            )
        )()
        for _ in range(chance.choice((0, 1, 3, 3_000 if chance.random() < 0.02 else 2)))
    ]
    size = chance.choice((None, (5000, 5000), (16_384, 1_500), (1, 16_384), (2**24, 2**24)))
    return f"WebP {size}", files.webp(*chunks, size=size)


def _gif(chance: Random) -> Made:
    blocks = b"".join(
        chance.choice(
            (
                b"!\xfe" + b"\xff" + b"a" * 255 + b"\0",
                b"!\xfe" + b"\1a" * 5_000 + b"\0",
                b"!\xf9\4\1\0\0\0\0",
                b"!\xff\x0bNETSCAPE2.0\3\1\0\0\0",
                b"!\xff\x0bXMP DataXMP" + b"<" * 900 + b"\0",
                b"!\1\0",
                b"\0",
            )
        )
        for _ in range(chance.choice((0, 1, 3, 40)))
    )
    screen, frame = (
        chance.choice(((1, 1), (8, 8), (5000, 5000), (65_535, 381), (65_535, 65_535))) for _ in "12"
    )
    data = chance.choice(
        (
            b"\x02\x02\x44\x01\0",
            b"\x0b\0",
            b"\0\0",
            b"\x02" + b"\1\x44" * 9_000 + b"\0",
            chance.randbytes(300),
        )
    )
    return f"GIF {screen} {frame}", files.gif(
        blocks, screen=screen, frame=frame, data=data, frames=chance.choice((0, 1, 500))
    )


def _everyday(chance: Random) -> Made:
    kind = chance.choice(("JPEG", "PNG", "WEBP"))
    picture = quarters(*chance.choice(((40, 30), (900, 700))))
    return f"{kind} with a profile", encoded(picture, kind, icc_profile=hostile_profile(chance))


def _of_the_corpus(chance: Random) -> Made:
    name = chance.choice(_SMALL)
    return name, CORPUS[name].make()


def _damaged(chance: Random, made: Made) -> Made:
    name, whole = made
    content = bytearray(whole[: chance.randint(1, len(whole))] if chance.random() < 0.3 else whole)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(min(len(content), chance.choice((60, 700, len(content)))))
        content[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return f"{name}, damaged", bytes(content)


_SMALL = [
    name for name in CORPUS if "5,000" not in name and "80 MB" not in name and "bomb" not in name
]
_FORMATS: tuple[Callable[[Random], Made], ...] = (
    *(_png, _png, _jpeg, _jpeg, _webp, _gif, _everyday, _of_the_corpus),
)
