"""What is refused, in which words, and what of a hostile file does not come through."""

import contextlib
import io
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from core.common.errors import InvalidInput
from core.media import MAX_BYTES, InvalidImage, process_image, process_profile_image
from core.media.source import open_image
from tests.core.media.pictures import (
    BROWSER_TAIL,
    RED,
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
)

from .corpus import DAMAGED, NOT_AN_IMAGE, TOO_LARGE, TOO_MANY_PARTS


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidImage) as caught:
        process_image(io.BytesIO(content))
    return caught.value.message


def first_colour(content: bytes) -> tuple[int, ...]:
    pixel = Image.open(io.BytesIO(process_image(io.BytesIO(content)).large)).getpixel((2, 2))
    assert isinstance(pixel, tuple)
    return pixel


def test_the_refusal_is_invalid_input_of_a_field() -> None:
    with pytest.raises(InvalidInput) as caught:
        process_image(io.BytesIO(b"text"), field="images")
    assert (caught.value.message, caught.value.field) == (NOT_AN_IMAGE, "images")
    with pytest.raises(InvalidInput) as caught:
        process_profile_image(io.BytesIO(b"text"))
    assert caught.value.field == "profileImage"


@pytest.mark.parametrize(
    "content",
    [
        b"just some text",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\xff",
        b"GIF",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
    ],
)
def test_not_an_image(content: bytes) -> None:
    assert refusal(content) == NOT_AN_IMAGE


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "BMP", "PPM", "TGA", "AVIF"])
def test_other_formats_of_pillow(kind: str) -> None:
    assert refusal(encoded(plain((8, 8)), kind)) == NOT_AN_IMAGE


def test_an_empty_file() -> None:
    assert refusal(b"") == "The file is empty."


def test_too_many_bytes() -> None:
    picture = encoded(plain((4, 4)), "PNG")
    largest = picture + bytes(MAX_BYTES - len(picture))
    assert first_colour(largest)[0] > 250
    assert refusal(largest + b"\x00") == "The file is larger than 10 MiB."


def test_no_more_is_read_than_needed() -> None:
    source = io.BytesIO(bytes(MAX_BYTES + 500))
    with pytest.raises(InvalidImage):
        process_image(source)
    assert source.tell() == MAX_BYTES + 1


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("picture", "size"),
    [
        (lambda: png_bomb(5001), "5,001 × 5,001"),
        (lambda: gif_with_frame((1, 1), (60_000, 500)), "60,000 × 500"),
        (lambda: gif_with_frame((6000, 5000), (1, 1)), "6,000 × 5,000"),
        (lambda: encoded(plain((5000, 5001)), "JPEG"), "5,000 × 5,001"),
        (lambda: encoded(plain((5000, 5001)), "WEBP", method=0), "5,000 × 5,001"),
    ],
)
def test_too_many_pixels(picture: Callable[[], bytes], size: str) -> None:
    assert refusal(picture()) == f"The image is {size} pixels; at most 25 megapixels are allowed."


@pytest.mark.filterwarnings("error")
def test_a_bomb_warning_raised_as_an_error() -> None:
    with pytest.raises(InvalidImage, match=TOO_LARGE):
        open_image(gif_with_frame((1, 1), (60_000, 500)))


def test_a_webp_that_pillow_itself_refuses() -> None:
    """A header of 16,000 × 16,000: its canvas would be made before the size could be asked."""
    content = bytearray(encoded(plain((8, 8), (1, 2, 3, 4), "RGBA"), "WEBP", exif=exif(1)))
    at = content.index(b"VP8X") + 12
    content[at : at + 6] = (15_999).to_bytes(3, "little") * 2
    assert refusal(bytes(content)) == TOO_LARGE


_PEAK = """
import io, sys
from concurrent.futures import ThreadPoolExecutor
from core.media import POST_IMAGE, InvalidImage, process_image
from core.media.pool import pool
from tests.core.media.pictures import encoded, plain
from tests.memory import megabytes

def outcome(content):
    try:
        process_image(io.BytesIO(content))
    except InvalidImage as error:
        return error.message
    return "processed"

content = sys.stdin.buffer.read()
pool.process(encoded(plain((8, 8)), "PNG"), POST_IMAGE)
before = megabytes("VmHWM"), megabytes("VmHWM", pool.pid)
with ThreadPoolExecutor() as threads:
    said = set(threads.map(outcome, [content] * 4))
own, made = megabytes("VmHWM") - before[0], megabytes("VmHWM", pool.pid) - before[1]
print(int(own + made), *said)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's peak memory")
@pytest.mark.parametrize(
    ("picture", "said", "at_most"),
    [
        (
            lambda: png_bomb(13_000),
            "The image is 13,000 × 13,000 pixels; at most 25 megapixels are allowed.",
            10,
        ),
        (lambda: encoded(plain((5000, 5000)), "PNG"), "processed", 180),
        (
            lambda: encoded(plain((5000, 5000), (9, 9, 9, 9), "RGBA"), "WEBP", lossless=True),
            "processed",
            420,
        ),
    ],
    ids=["bomb", "largest PNG", "largest WebP"],
)
def test_memory_is_bounded(picture: Callable[[], bytes], said: str, at_most: int) -> None:
    """In a process of its own, four at once; MiB above what it had before."""
    run = subprocess.run(
        [sys.executable, "-c", _PEAK], input=picture(), capture_output=True, check=True
    )
    megabytes, _, words = run.stdout.decode().strip().partition(" ")
    assert words == said
    assert int(megabytes) <= at_most


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_truncated(kind: str) -> None:
    content = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    for keep in (0.9, 0.5, 0.1):
        assert refusal(content[: int(len(content) * keep)]) == DAMAGED
    assert refusal(content[:14]) == DAMAGED


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_damaged_anywhere_is_refused_or_rebuilt(kind: str) -> None:
    """Never another exception: 300 files with some bytes of chance in them."""
    chance = random.Random(kind)
    content = encoded(quarters(40, 30).quantize(16).convert("RGB"), kind, exif=exif(6))
    for _ in range(300):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with contextlib.suppress(InvalidImage):
            image = process_image(io.BytesIO(broken))
            assert Image.open(io.BytesIO(image.large)).size == (image.width, image.height)


def test_a_file_that_has_been_read_is_read_again() -> None:
    source = io.BytesIO(encoded(plain((8, 8)), "PNG"))
    assert process_image(source).large == process_image(source).large


def test_the_format_is_that_of_the_content() -> None:
    source = io.BytesIO(encoded(plain((8, 8)), "PNG"))
    source.name = "holiday.svg"
    assert process_image(source).extension == "jpg"


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("page.html", BROWSER_TAIL)
    return target.getvalue()


@pytest.mark.parametrize(
    "tail", [BROWSER_TAIL, zipped(), b"*/=1;alert('polyglot')//"], ids=["html", "zip", "script"]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_polyglot_loses_its_tail(kind: str, tail: bytes) -> None:
    image = process_image(io.BytesIO(encoded(plain((8, 8)), kind) + tail))
    for version in (image.large, image.small):
        assert tail not in version
        assert b"polyglot" not in version
        assert not zipfile.is_zipfile(io.BytesIO(version))


def test_a_script_in_a_gif_comment() -> None:
    content = encoded(plain((8, 8)), "GIF", comment=b"=1;alert('polyglot')")
    assert b"polyglot" in content
    assert b"polyglot" not in process_image(io.BytesIO(content)).large


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame(kind: str) -> None:
    assert all(abs(a - b) < 9 for a, b in zip(first_colour(animation(kind, 400)), RED, strict=True))


@cache
def packed() -> bytes:
    """80 MiB of nothing."""
    return zlib.compress(bytes(80 * 2**20), 9)


@pytest.mark.parametrize("before_pixels", [True, False])
@pytest.mark.parametrize(
    ("kind", "head"),
    [(b"zTXt", b"Comment\x00\x00"), (b"iTXt", b"Comment\x00\x01\x00\x00\x00")],
    ids=["zTXt", "iTXt"],
)
def test_png_text_that_unpacks_without_end(kind: bytes, head: bytes, before_pixels: bool) -> None:
    chunk = png_chunk(kind, head + packed())
    assert refusal(png_with(chunk, before_pixels=before_pixels)) == DAMAGED


def test_a_png_profile_that_unpacks_without_end() -> None:
    chunk = png_chunk(b"iCCP", b"ICC\x00\x00" + packed())
    assert refusal(png_with(chunk, before_pixels=True)) == DAMAGED


def test_a_jpeg_of_endless_scans() -> None:
    assert first_colour(jpeg_of_scans(20)) == (128, 128, 128)
    assert refusal(jpeg_of_scans(40)) == TOO_MANY_PARTS


def test_a_jpeg_of_fill_bytes() -> None:
    assert refusal(b"\xff\xd8" + b"\xff" * 1_000_000 + b"\x00") == DAMAGED


def test_a_jpeg_of_endless_segments() -> None:
    assert first_colour(jpeg_of_segments(1000))[0] > 250
    assert refusal(jpeg_of_segments(5000)) == TOO_MANY_PARTS


def test_scans_that_belong_to_something_else_do_not_count() -> None:
    """Phones append a film, or hide a preview in the metadata."""
    content = encoded(plain((8, 8)), "JPEG", comment=b"\xff\xda" * 500)
    assert first_colour(content + b"\xff\xda" * 500)[0] > 250


def test_a_phones_jpeg_with_a_second_picture() -> None:
    content = encoded(plain((8, 8)), "MPO", save_all=True, append_images=[plain((8, 8), (0, 0, 0))])
    assert Image.open(io.BytesIO(content)).format == "MPO"
    assert first_colour(content)[0] > 250


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize(
    "data",
    [b"Exif\x00\x00", b"Exif\x00\x00MM\x00*", b"Exif\x00\x00II*\x00\xff\xff\xff\x7f" * 9],
    ids=["empty", "cut", "astray"],
)
def test_metadata_that_cannot_be_read_is_passed_over(data: bytes) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        assert first_colour(encoded(plain((8, 8)), kind, exif=data))[0] > 250
