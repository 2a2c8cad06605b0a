"""A garden plan from above."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import HEIGHT, WIDTH, Colour, colour, dot, mix, pebble, sheet

GROUNDS = (("#dcd3b8", "#efe9d8"), ("#a9bf8a", "#cfd9ad"), ("#cdbfa6", "#e6dcc8"))
PLANTS: dict[str, tuple[str, str, int]] = {
    "lettuces": ("#8fbf5a", "#c5e08b", 62),
    "cabbages": ("#6fa08a", "#a9cfbd", 78),
    "carrots": ("#4f8f3c", "#7dbb57", 34),
    "chard": ("#3e7d46", "#d1495b", 50),
    "marigolds": ("#4c7a34", "#f4a022", 40),
    "strawberries": ("#3f8048", "#d7263d", 46),
    "onions": ("#6da06a", "#a4c98f", 28),
    "kale": ("#2f6157", "#5b9184", 66),
}
SIZES = {4: "four", 6: "six"}


@dataclass(frozen=True, slots=True)
class Beds(Scene):
    """Raised beds between paths, a row of plants in each."""

    beds: int
    first: str
    second: str

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Beds":
        rng = Random(seed)
        first, second = rng.sample(sorted(PLANTS), 2)
        return cls(seed, rng.choice((4, 6)), first, second)

    @property
    def description(self) -> str:
        return (
            f"Plan of a kitchen garden from above: {SIZES[self.beds]} beds with paths between "
            f"them, {self.first} and {self.second} in the front rows."
        )

    def paint(self, rng: Random) -> Image.Image:
        ground, path = (colour(code) for code in rng.choice(GROUNDS))
        image = sheet([path, mix(path, ground, 0.4)])
        draw = ImageDraw.Draw(image)
        for _ in range(700):
            at = (rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT))
            dot(draw, at, rng.uniform(2, 6), mix(path, ground, rng.uniform(0.2, 0.9)))
        columns = self.beds // 2
        plants = [self.first, self.second]
        plants += rng.sample(
            [plant for plant in sorted(PLANTS) if plant not in plants], self.beds - 2
        )
        wide, tall = (WIDTH - 120) / columns, (HEIGHT - 120) / 2
        for n, plant in enumerate(plants):
            column, row = n % columns, 1 - n // columns
            left, top = 60 + column * wide + 50, 60 + row * tall + 50
            _bed(draw, rng, (left, top, left + wide - 100, top + tall - 100), plant)
        return image


def _bed(
    draw: ImageDraw.ImageDraw, rng: Random, box: tuple[float, float, float, float], plant: str
) -> None:
    left, top, right, bottom = box
    wood, soil = colour("#8b6b4a"), mix(colour("#5b4032"), colour("#3f2d24"), rng.random())
    draw.rounded_rectangle((left + 14, top + 18, right + 14, bottom + 18), 16, fill=(120, 108, 88))
    draw.rounded_rectangle(box, 16, fill=wood)
    draw.rectangle((left + 20, top + 20, right - 20, bottom - 20), fill=soil)
    for _ in range(140):
        at = (rng.uniform(left + 24, right - 24), rng.uniform(top + 24, bottom - 24))
        dot(draw, at, rng.uniform(2, 5), mix(soil, (0, 0, 0), rng.uniform(0, 0.4)))
    dark, light, size = colour(PLANTS[plant][0]), colour(PLANTS[plant][1]), PLANTS[plant][2]
    step = size * 2.1
    across, down = int((right - left - 60) // step), int((bottom - top - 60) // step)
    for row in range(down):
        for column in range(across):
            if rng.random() < 0.05:
                continue
            x = left + 30 + (right - left - 60) * (column + 0.5) / across + rng.gauss(0, 4)
            y = top + 30 + (bottom - top - 60) * (row + 0.5) / down + rng.gauss(0, 4)
            _plant(draw, rng, (x, y), size * rng.uniform(0.8, 1.1), (dark, light))


def _plant(
    draw: ImageDraw.ImageDraw,
    rng: Random,
    at: tuple[float, float],
    size: float,
    greens: tuple[Colour, Colour],
) -> None:
    dark, light = greens
    turn, leaves = rng.uniform(0, pi), 7
    for ring, share in ((1.0, 0.0), (0.62, 0.45)):
        for leaf in range(leaves):
            angle = turn + ring + 2 * pi * leaf / leaves
            reach = size * 0.55 * ring
            middle = (at[0] + reach * cos(angle), at[1] + reach * sin(angle))
            draw.polygon(
                pebble(rng, middle, (size * 0.42 * ring, size * 0.36 * ring)),
                fill=mix(dark, light, share + rng.uniform(0, 0.25)),
            )
    dot(draw, at, size * 0.2, light)
