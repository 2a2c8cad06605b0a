"""Pictures that once cost seconds or gigabytes, or would have: what each is answered."""

import struct
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from tests.core.media.corpus import DAMAGED, REBUILT, TOO_MANY_PARTS
from tests.core.media.pictures import encoded, plain, png_chunk, png_with

from . import picture_files as files


class Hole(NamedTuple):
    """A function that makes the file, what is said of it, and the MiB and seconds it may take."""

    make: Callable[[], bytes]
    said: str
    megabytes: int = 48
    seconds: float = 1.0


def _too_long(width: int, height: int) -> str:
    return f"The image is {width:,} × {height:,} pixels; at most 65,535 on each side are allowed."


def _grey(tags: Mapping[bytes, bytes], **options: bytes) -> bytes:
    return files.png(1, 1, files.icc(files.profile(tags, **options)))


HOLES: Mapping[str, Hole] = {
    # Colour profiles.
    "a profile of 5,000 steps": Hole(
        lambda: files.png(1, 1, files.icc(files.profile({b"D2B0": files.chain(5_000)}))), REBUILT
    ),
    "a profile of 100,000 steps": Hole(
        lambda: files.png(
            400, 400, files.icc(files.profile({**files.shaper(), b"D2B0": files.chain(100_000)}))
        ),
        REBUILT,
    ),
    **{
        f"a profile of 50,000 steps as {name.decode()}": Hole(
            partial(_grey, {**files.shaper(), name: files.chain(50_000)}), REBUILT
        )
        for name in (b"D2B1", b"B2D0", b"A2B0", b"rTRC")
    },
    "a JPEG's profile of 8,000 steps": Hole(
        lambda: files.jpeg(
            *files.jpeg_profile(files.profile({b"D2B0": files.chain(8_000)})), size=(64, 64)
        ),
        REBUILT,
    ),
    "a WebP's profile of 500,000 steps": Hole(
        lambda: encoded(
            plain((64, 64)), "WEBP", icc_profile=files.profile({b"D2B0": files.chain(500_000)})
        ),
        REBUILT,
    ),
    "a CMYK profile of 8,000 steps": Hole(
        lambda: files.jpeg(
            *files.jpeg_profile(
                files.profile({b"D2B0": files.chain(8_000, channels=4)}, space=b"CMYK")
            ),
            mode="CMYK",
        ),
        REBUILT,
    ),
    **{
        f"a profile whose table claims {grid}^{inputs} colours": Hole(
            partial(_grey, {**files.shaper(), b"A2B0": files.table(inputs, 3, grid, length=500)}),
            REBUILT,
        )
        for grid, inputs in ((255, 3), (255, 4), (100, 15), (255, 255))
    },
    "a profile whose curves claim four billion points": Hole(
        lambda: _grey({**files.shaper(), b"rTRC": files.curve(2, claimed=2**32 - 1)}), REBUILT
    ),
    "a profile of 80,000 tags": Hole(
        lambda: files.png(
            1,
            1,
            files.icc(
                files.profile(
                    {},
                    table=struct.pack(">I", 80_000) + b"A2B0\0\0\0\x80\0\0\0\x40" * 80_000,
                )
            ),
        ),
        REBUILT,
    ),
    # Shapes.
    "25,000,000 × 1": Hole(lambda: files.png(25_000_000, 1), _too_long(25_000_000, 1)),
    "1 × 25,000,000": Hole(lambda: files.png(1, 25_000_000), _too_long(1, 25_000_000)),
    "65,536 × 2": Hole(lambda: files.png(65_536, 2), _too_long(65_536, 2)),
    "65,535 × 381": Hole(lambda: files.png(65_535, 381), REBUILT, 160, 2.5),
    "381 × 65,535": Hole(lambda: files.png(381, 65_535), REBUILT, 160, 2.5),
    # Kinds of colour.
    **{
        f"a PNG of the kinds {first} and {second}": Hole(
            partial(files.png_twice, first, second),
            # A palette is of no such pixels.
            DAMAGED if (first, second) in ((3, 2), (3, 6)) else REBUILT,
        )
        for first in (0, 2, 3)
        for second in (0, 2, 3, 4, 6)
        if first != second
    },
    # Metadata.
    "Exif of 15,000 tags": Hole(
        lambda: files.png(8, 8, (b"eXIf", files.exif(15_000, 181_000, prefix=0))), REBUILT
    ),
    "Exif of 60,000 tags of 9 MB each": Hole(
        lambda: files.png(8, 8, (b"eXIf", files.exif(60_000, 9_000_000, prefix=0))), REBUILT, 96
    ),
    "Exif of 5,000 tags in a JPEG": Hole(
        lambda: files.jpeg((0xE1, files.exif(5_000, 65_000))), REBUILT
    ),
    "Exif of 150 segments in a JPEG": Hole(
        lambda: files.jpeg(
            (0xE1, files.exif(5_000, 65_000)), *[(0xE1, b"Exif\0\0" + bytes(65_000))] * 150
        ),
        REBUILT,
        96,
    ),
    "Exif in a WebP": Hole(
        lambda: files.webp((b"EXIF", files.exif(60_000, 5_000_000))), REBUILT, 96
    ),
    "1,500,000 times that Exif begins": Hole(
        lambda: files.png(8, 8, (b"eXIf", b"Exif\0\0" * 1_500_000)), REBUILT, 96
    ),
    # Parts.
    "700,000 chunks in a PNG": Hole(
        lambda: png_with(png_chunk(b"teXt", b"") * 700_000, before_pixels=True), TOO_MANY_PARTS
    ),
    "700,000 chunks after the pixels": Hole(
        lambda: png_with(png_chunk(b"teXt", b"") * 700_000, before_pixels=False), TOO_MANY_PARTS
    ),
    "800,000 empty pieces of pixels": Hole(
        lambda: png_with(png_chunk(b"IDAT", b"") * 800_000, before_pixels=True), TOO_MANY_PARTS
    ),
    "1,000,000 chunks in a WebP": Hole(
        lambda: files.webp(raw=b"xxxx\0\0\0\0" * 1_000_000), TOO_MANY_PARTS
    ),
    "5,000,000 blocks of a comment in a GIF": Hole(
        lambda: files.gif(b"!\xfe" + b"\1a" * 4_900_000 + b"\0"), TOO_MANY_PARTS
    ),
    "2,000,000 extensions in a GIF": Hole(
        lambda: files.gif(b"!\xf9\4\0\0\0\0\0" * 1_200_000), TOO_MANY_PARTS
    ),
    # Pixels.
    "9 GB of pixels for 64": Hole(
        lambda: files.png(8, 8, pixels=[files.zeros(9 * 2**30)]), REBUILT, 64
    ),
    "a JPEG of 32 scans over 25 megapixels": Hole(
        lambda: files.jpeg_again(
            encoded(plain((5000, 5000)), "JPEG", progressive=True, quality=1), 22
        ),
        REBUILT,
        240,
        5.0,
    ),
}
