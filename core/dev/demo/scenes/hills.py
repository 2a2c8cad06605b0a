"""Layers of hills at sunrise, a road, and someone on a bicycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import HEIGHT, Point, colour, dot, glow, ground, mix, ridge, sheet, stroke

LIGHTS = {
    "sunrise": ("#2b3a67", "#b56576", "#ffb997", "#ffe3c2", "#2f2a44"),
    "morning haze": ("#7fb2d6", "#c9e1ee", "#f7ecd9", "#ffffff", "#2d5a4a"),
    "sunset": ("#3d1e4f", "#c8553d", "#f9a03f", "#ffd8a0", "#2a1833"),
    "late afternoon": ("#5b8fb9", "#b6d7e0", "#f6d9a8", "#fff4d6", "#4b4a2a"),
}


@dataclass(frozen=True, slots=True)
class Hills(Scene):
    """A cyclist on the nearest of many ridges."""

    light: str

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Hills":
        return cls(seed, Random(seed).choice(sorted(LIGHTS)))

    @property
    def description(self) -> str:
        return (
            f"Ridge behind ridge of hills in {self.light} light, a pale road winding up the "
            "nearest one and a small cyclist on its crest."
        )

    def paint(self, rng: Random) -> Image.Image:
        top, middle, low, sun, dark = (colour(code) for code in LIGHTS[self.light])
        image = sheet([top, middle, low])
        at = (rng.uniform(500, 1900), rng.uniform(480, 760))
        glow(image, at, 900, sun, 230)
        draw = ImageDraw.Draw(image)
        dot(draw, at, rng.uniform(90, 130), sun)
        layers = 6
        for layer in range(layers):
            line = ridge(rng, 780 + 115 * layer, 110 - 8 * layer, 4)
            near = (layer + 1) / layers
            draw.polygon(ground(line), fill=mix(mix(low, middle, 0.5), dark, near**0.8))
        _road(draw, rng, line, mix(dark, sun, 0.62))
        _cyclist(draw, line[rng.randint(28, 70)], mix(dark, (0, 0, 0), 0.55))
        return image


def _road(
    draw: ImageDraw.ImageDraw, rng: Random, crest: list[Point], light: tuple[int, int, int]
) -> None:
    """A road from the foot of the sheet up to the crest, narrower as it climbs."""
    goal = crest[rng.randint(20, 80)]
    start, swing = rng.uniform(500, 1900), rng.uniform(170, 300)
    steps = 60
    left, right = [], []
    for step in range(steps + 1):
        t = step / steps
        y = HEIGHT + 10 + (goal[1] + 6 - HEIGHT - 10) * (1 - (1 - t) ** 1.7)
        x = start + (goal[0] - start) * t + swing * sin(3 * pi * t) * (1 - t)
        half = 75 * (1 - t) ** 1.4 + 5
        left.append((x - half, y))
        right.append((x + half, y))
    draw.polygon([*left, *reversed(right)], fill=light)


def _cyclist(draw: ImageDraw.ImageDraw, at: Point, ink: tuple[int, int, int]) -> None:
    x, y = at[0], at[1] - 28
    for wheel in (x - 42, x + 42):
        draw.ellipse((wheel - 30, y - 30, wheel + 30, y + 30), outline=ink, width=6)
    stroke(draw, [(x - 42, y), (x - 14, y - 44), (x + 30, y - 48), (x + 42, y)], ink, 7)
    stroke(draw, [(x - 14, y - 44), (x + 2, y), (x + 30, y - 48)], ink, 7)
    stroke(draw, [(x - 16, y - 58), (x + 22, y - 104), (x + 36, y - 66)], ink, 17)
    stroke(draw, [(x - 14, y - 58), (x + 16, y - 32), (x + 4, y - 2)], ink, 13)
    dot(draw, (x + 32, y - 126), 17, ink)
