"""What comes out for images as people have them."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image

from core.media import ProcessedImage, process_image, process_profile_image
from core.media.pixels import shrink
from tests.core.media.pictures import (
    GREEN,
    RED,
    WHITE,
    encoded,
    exif,
    plain,
    quarters,
    swapped_profile,
)


def process(content: bytes) -> ProcessedImage:
    return process_image(io.BytesIO(content))


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def near(colour: Any, expected: Any, within: int = 6) -> bool:
    return len(colour) == len(expected) and all(
        abs(a - b) <= within for a, b in zip(colour, expected, strict=True)
    )


def sizes(image: ProcessedImage) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the reported sizes, which must be those of the files."""
    sizes = (image.width, image.height), (image.small_width, image.small_height)
    assert sizes == (opened(image.large).size, opened(image.small).size)
    return sizes


@pytest.mark.parametrize(
    ("source", "large", "small"),
    [
        ((4000, 3000), (1600, 1200), (480, 360)),
        ((3000, 4000), (1200, 1600), (360, 480)),
        ((1600, 10), (1600, 10), (480, 3)),
        ((1000, 500), (1000, 500), (480, 240)),
        ((300, 200), (300, 200), (300, 200)),
        ((1, 1), (1, 1), (1, 1)),
        ((1, 25_000), (1, 1600), (1, 480)),
        ((25_000, 1), (1600, 1), (480, 1)),
        ((5000, 5000), (1600, 1600), (480, 480)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_sizes(
    source: tuple[int, int], large: tuple[int, int], small: tuple[int, int], kind: str
) -> None:
    image = process(encoded(plain(source), kind))
    assert sizes(image) == (large, small)
    assert near(opened(image.large).getpixel((0, 0)), RED)


@pytest.mark.parametrize(
    ("source", "large", "small"),
    [
        ((4000, 3000), (400, 400), (96, 96)),
        ((900, 401), (400, 400), (96, 96)),
        ((200, 100), (100, 100), (96, 96)),
        ((50, 70), (50, 50), (50, 50)),
        ((1, 25_000), (1, 1), (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_profile_image_is_a_square(
    source: tuple[int, int], large: tuple[int, int], small: tuple[int, int], kind: str
) -> None:
    assert sizes(process_profile_image(io.BytesIO(encoded(plain(source), kind)))) == (large, small)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_profile_image_is_the_middle(kind: str) -> None:
    picture = plain((3000, 1000), WHITE)
    picture.paste(plain((1000, 1000)), (1000, 0))
    image = opened(process_profile_image(io.BytesIO(encoded(picture, kind))).large)
    for corner in [(3, 3), (396, 3), (3, 396), (396, 396)]:
        assert near(image.getpixel(corner), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_an_opaque_image_becomes_a_progressive_jpeg(kind: str) -> None:
    image = process(encoded(plain((20, 10)), kind))
    assert (image.content_type, image.extension) == ("image/jpeg", "jpg")
    for version in (image.large, image.small):
        file = opened(version)
        assert (file.format, file.mode, file.info.get("progressive")) == ("JPEG", "RGB", 1)
        assert near(file.getpixel((5, 5)), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_is_kept_in_a_webp(kind: str) -> None:
    picture = plain((2000, 1000), (255, 0, 0, 255), "RGBA")
    picture.paste((0, 255, 0, 0), (0, 0, 1000, 1000))
    image = process(encoded(picture, kind, lossless=True))
    assert (image.content_type, image.extension) == ("image/webp", "webp")
    for version in (image.large, image.small):
        file = opened(version)
        assert (file.format, file.mode) == ("WEBP", "RGBA")
        assert file.getchannel("A").getpixel((file.width // 4, 5)) == 0
        assert near(file.getpixel((file.width * 3 // 4, 5)), (*RED, 255))


def test_transparency_that_hides_nothing_is_dropped() -> None:
    assert process(encoded(plain((9, 9), (1, 2, 3, 255), "RGBA"), "PNG")).extension == "jpg"


def test_a_palette_with_a_transparent_colour() -> None:
    picture = Image.new("P", (20, 10), 0)
    picture.putpalette([*RED, *GREEN])
    picture.paste(1, (10, 0, 20, 10))
    for kind in ("PNG", "GIF"):
        image = opened(process(encoded(picture, kind, transparency=1)).large)
        assert near(image.getpixel((4, 5)), (*RED, 255), within=12)
        assert image.getchannel("A").getpixel((15, 5)) == 0


def test_cmyk() -> None:
    image = opened(process(encoded(plain((8, 8), (0, 255, 255, 0), "CMYK"), "JPEG")).large)
    assert image.mode == "RGB"
    assert near(image.getpixel((4, 4)), RED)


@pytest.mark.parametrize(("value", "grey"), [(0, 0), (255, 0), (0x8000, 128), (0xFFFF, 255)])
def test_grey_of_16_bits(value: int, grey: int) -> None:
    image = opened(process(encoded(plain((8, 8), value, "I;16"), "PNG")).large)
    assert near(image.getpixel((4, 4)), (grey,) * 3, within=1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_colour_profile_is_applied_before_it_is_dropped(kind: str) -> None:
    content = encoded(plain((8, 8)), kind, icc_profile=swapped_profile())
    assert near(opened(content).getpixel((4, 4)), RED)
    image = opened(process(content).large)
    assert near(image.getpixel((4, 4)), GREEN)
    assert "icc_profile" not in image.info


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_a_profile_that_does_not_fit_is_passed_over(mode: str) -> None:
    profile = b"no profile at all" if mode == "RGB" else swapped_profile()
    content = encoded(plain((8, 8), mode=mode, colour=0), "JPEG", icc_profile=profile)
    expected = WHITE if mode == "CMYK" else (0, 0, 0)
    assert near(opened(process(content).large).getpixel((4, 4)), expected)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int, kind: str) -> None:
    upright = quarters(64, 32)
    turns = [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180]
    turns += [Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.TRANSPOSE]
    turns += [Image.Transpose.ROTATE_90, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_270]
    held = upright if orientation == 1 else upright.transpose(turns[orientation - 2])
    options = {"lossless": True} if kind == "WEBP" else {"quality": 100, "subsampling": 0}
    content = encoded(held, kind, exif=exif(orientation), **options)
    image = process(content)
    assert sizes(image) == ((64, 32), (64, 32))
    for version in (image.large, image.small):
        file = opened(version)
        for x, y in [(12, 8), (52, 8), (12, 24), (52, 24)]:
            assert near(file.getpixel((x, y)), upright.getpixel((x, y)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_survives(kind: str) -> None:
    options: dict[str, Any] = {"exif": exif(1), "icc_profile": swapped_profile(), "dpi": (91, 91)}
    options["xmp"] = b"<x:xmpmeta>SecretPlace</x:xmpmeta>"
    if kind == "JPEG":
        options["comment"] = b"SecretComment"
    content = encoded(plain((20, 20)), kind, **options)
    assert b"SecretCamera" in content
    image = process(content)
    for version in (image.large, image.small):
        assert b"Secret" not in version
        assert b"Exif" not in version
        assert b"ICC_PROFILE" not in version
        left = set(opened(version).info)
        assert left <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "RGBA"])
def test_shrinking_by_strips_returns_the_pixels_of_one_resize(mode: str) -> None:
    noise = Image.effect_noise((2200, 1300), 80)
    picture = (
        noise if mode == "L" else Image.merge(mode, [noise.rotate(a * 5) for a in range(len(mode))])
    )
    box = (100, 7, 2107, 1300)
    straight = picture.crop(box).resize((700, 451), Image.Resampling.LANCZOS)
    image = shrink(picture, box, (700, 451))
    assert image.mode == ("RGBa" if mode == "RGBA" else mode)
    assert image.convert(mode).tobytes() == straight.tobytes()


def test_many_threads_at_once() -> None:
    content = encoded(quarters(900, 600), "PNG")
    expected = process(content)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(process, [content] * 24)) == {expected}
