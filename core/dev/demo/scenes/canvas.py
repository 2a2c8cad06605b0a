"""The sheet that scenes are painted on, and the few brushes they share.

Scenes paint at twice their size; ``finish`` halves it, which smooths every edge.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from io import BytesIO
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 2400, 1600

Colour = tuple[int, int, int]
Point = tuple[float, float]


def colour(code: str) -> Colour:
    """``colour("#ff8800")`` → ``(255, 136, 0)``."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0 to 1) of ``other`` stirred in."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def gradient(size: tuple[int, int], stops: Sequence[Colour]) -> Image.Image:
    """An image that runs from the first colour at the top to the last at the bottom."""
    steps = 256
    column = Image.new("RGB", (1, steps))
    for y in range(steps):
        place = y / (steps - 1) * (len(stops) - 1)
        below = min(int(place), len(stops) - 2)
        column.putpixel((0, y), mix(stops[below], stops[below + 1], place - below))
    tall = column.resize((1, size[1]), Image.Resampling.BILINEAR)
    return tall.resize(size, Image.Resampling.NEAREST)


def sheet(stops: Sequence[Colour]) -> Image.Image:
    """A whole sheet, coloured from top to bottom."""
    return gradient((WIDTH, HEIGHT), stops)


def dot(draw: ImageDraw.ImageDraw, at: Point, radius: float, fill: Colour) -> None:
    """A filled circle."""
    x, y = at
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def glow(image: Image.Image, at: Point, radius: float, light: Colour, strength: int) -> None:
    """A soft light of ``strength`` 0 to 255 on the image."""
    corner = (round(at[0] - radius), round(at[1] - radius))
    image.paste(light, corner, _soft_spot(round(radius * 2), strength))


@lru_cache(maxsize=8)
def _soft_spot(size: int, strength: int) -> Image.Image:
    mask = Image.new("L", (96, 96), 0)
    ImageDraw.Draw(mask).ellipse((31, 31, 65, 65), fill=strength)
    soft = mask.filter(ImageFilter.GaussianBlur(11))
    return soft.resize((size, size), Image.Resampling.BILINEAR)


def ridge(rng: Random, base: float, height: float, roughness: int = 3) -> list[Point]:
    """A line of hills across the sheet around ``base``, as points from left to right."""
    waves = [
        (height / (n + 1) ** 1.1, rng.uniform(0.6, 1.3) * (n + 1), rng.uniform(0, 2 * pi))
        for n in range(roughness)
    ]
    return [
        (x, base - sum(a * sin(2 * pi * f * x / WIDTH + p) for a, f, p in waves))
        for x in range(0, WIDTH + 1, 24)
    ]


def ground(line: Sequence[Point]) -> list[Point]:
    """The polygon below a line that crosses the sheet."""
    return [*line, (WIDTH, HEIGHT), (0, HEIGHT)]


def blob(
    rng: Random, centre: Point, radius: Point, wobble: float = 0.12, points: int = 72
) -> list[Point]:
    """A closed, round, uneven shape."""
    waves = [(wobble / n, n, rng.uniform(0, 2 * pi)) for n in (2, 3, 5)]
    shape = []
    for step in range(points):
        angle = 2 * pi * step / points
        reach = 1 + sum(a * sin(n * angle + p) for a, n, p in waves)
        shape.append(
            (centre[0] + radius[0] * reach * cos(angle), centre[1] + radius[1] * reach * sin(angle))
        )
    return shape


def pebble(rng: Random, centre: Point, radius: Point) -> list[Point]:
    """A small uneven shape, one of a few: much quicker than a blob."""
    x, y = centre
    across, down = radius
    return [(x + across * dx, y + down * dy) for dx, dy in rng.choice(_pebbles())]


@cache
def _pebbles() -> list[list[Point]]:
    rng = Random("pebbles")
    return [blob(rng, (0, 0), (1, 1), 0.17, 16) for _ in range(32)]


def curve(start: Point, end: Point, steps: int = 24) -> list[Point]:
    """An S-shaped line that leaves and arrives level."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        ease = t * t * (3 - 2 * t)
        points.append((start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * ease))
    return points


def stroke(draw: ImageDraw.ImageDraw, points: Iterable[Point], fill: Colour, width: int) -> None:
    """A line with round joints."""
    draw.line(list(points), fill=fill, width=width, joint="curve")


def finish(image: Image.Image, quality: int = 84) -> bytes:
    """The sheet at half its size, as JPEG; the same bytes for the same picture."""
    out = BytesIO()
    image.reduce(2).save(out, "JPEG", quality=quality)
    return out.getvalue()
