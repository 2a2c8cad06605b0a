"""Glazed pots on a shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .base import Scene
from .canvas import HEIGHT, WIDTH, Colour, colour, gradient, mix, sheet

GLAZES = {
    "celadon": ("#b9d2bd", "#7fa88f", "#5d8a74"),
    "tenmoku": ("#3a2216", "#1f120c", "#8a4a1f"),
    "a runny ash glaze": ("#c9c08a", "#8f9a5a", "#5f6d43"),
    "oatmeal": ("#eadfc6", "#d6c4a0", "#b79c73"),
    "shino": ("#f4e9dd", "#e8b48f", "#c8683f"),
    "copper red": ("#c94f4a", "#8e1f2b", "#5b1320"),
    "chun blue": ("#b7cfe6", "#7fa6d1", "#4d6fa8"),
    "plain tin white": ("#fbfaf5", "#ece8dc", "#d2ccbb"),
    "a speckled matt": ("#d8d3c4", "#b3ad9b", "#8e8875"),
    "iron black": ("#4a4a50", "#26262b", "#15151a"),
}
CLAYS = ("#a9714b", "#c79a76", "#7d5a46", "#5b4a43")
WALLS = (
    ("#e9e4db", "#cfc6b8"),
    ("#c8d3d1", "#a8b8b6"),
    ("#3d4249", "#2a2e33"),
    ("#e7d5c5", "#cdb49e"),
)
COUNTS = {1: "A single", 2: "Two", 3: "Three", 4: "Four", 5: "Five"}


@dataclass(frozen=True, slots=True)
class Pots(Scene):
    """Some pots with the same glaze, none quite like the next."""

    glaze: str
    count: int

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Pots":
        rng = Random(seed)
        named = words.get("glaze", "")
        glaze = named if named in GLAZES else rng.choice(sorted(GLAZES))
        return cls(seed, glaze, rng.choice((1, 3, 3, 4, 5)))

    @property
    def description(self) -> str:
        things = "vase" if self.count == 1 else "vases and jars"
        where = "stands" if self.count == 1 else "stand"
        return (
            f"{COUNTS[self.count]} {things} {where} on a shelf, the glaze, {self.glaze}, "
            "running down to the bare clay of the foot."
        )

    def paint(self, rng: Random) -> Image.Image:
        image = sheet([colour(code) for code in rng.choice(WALLS)])
        draw = ImageDraw.Draw(image)
        floor = 1330
        wood = colour(rng.choice(("#8a5d3b", "#b98a5e", "#5a4233")))
        draw.rectangle((0, floor - 24, WIDTH, HEIGHT), fill=wood)
        draw.rectangle((0, floor + 120, WIDTH, floor + 136), fill=mix(wood, (0, 0, 0), 0.35))
        draw.rectangle((0, floor + 136, WIDTH, HEIGHT), fill=mix(wood, (0, 0, 0), 0.5))
        clay = colour(rng.choice(CLAYS))
        room = WIDTH * 0.86 / self.count
        for n in range(self.count):
            width = min(room * rng.uniform(0.7, 0.92), 640)
            height = width * rng.uniform(1.0, 1.9)
            if height > 1100:
                width, height = width * 1100 / height, 1100
            middle = WIDTH * 0.07 + room * (n + 0.5)
            self._pot(image, rng, (middle, floor + 40), (width, height), clay)
        return image

    def _pot(
        self,
        image: Image.Image,
        rng: Random,
        foot: tuple[float, float],
        size: tuple[float, float],
        clay: Colour,
    ) -> None:
        width, height = round(size[0]), round(size[1])
        mask = _outline(rng, width, height)
        corner = (round(foot[0] - width / 2), round(foot[1] - height))
        shadow = Image.new("L", (width, 60), 0)
        ImageDraw.Draw(shadow).ellipse((0, 0, width, 60), fill=110)
        image.paste((20, 14, 10), (corner[0] + 26, corner[1] + height - 38), shadow)
        image.paste(clay, corner, mask)
        coat = gradient((width, height), [colour(code) for code in GLAZES[self.glaze]])
        if "speckled" in self.glaze or self.glaze == "oatmeal":
            _speckle(coat, rng)
        image.paste(coat, corner, ImageChops.multiply(mask, _drips(rng, width, height)))
        shade = Image.linear_gradient("L").rotate(90).resize((width, height))
        dark = shade.point([max(0, round(150 * (v / 255) ** 2.2)) for v in range(256)])
        image.paste((10, 8, 12), corner, ImageChops.multiply(mask, dark))
        shine = Image.new("L", (80, 120), 0)
        ImageDraw.Draw(shine).ellipse((18, 34, 27, 78), fill=190)
        blurred = shine.filter(ImageFilter.GaussianBlur(3))
        soft = blurred.resize((width, height), Image.Resampling.BICUBIC)
        image.paste((255, 255, 255), corner, ImageChops.multiply(mask, soft))


def _outline(rng: Random, width: int, height: int) -> Image.Image:
    """A round-bellied vessel seen from the side, as a mask."""
    belly, waist = rng.uniform(0.35, 0.65), rng.uniform(0.22, 0.5)
    foot, lip = rng.uniform(0.4, 0.6), rng.uniform(0.03, 0.09)
    right = []
    for step in range(61):
        t = step / 60
        bulge = sin(
            pi * min(1.0, t**0.9 / (2 * belly) if t < belly else 1 - (1 - t) / (2 * (1 - belly)))
        )
        half = (waist if t < belly else foot) + (1 - (waist if t < belly else foot)) * bulge
        if t < 0.07:
            half += lip * (1 - t / 0.07)
        right.append((width / 2 + half * width / 2 * 0.94, t * height))
    left = [(width - x, y) for x, y in reversed(right)]
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).polygon([*right, *left], fill=255)
    return mask


def _drips(rng: Random, width: int, height: int) -> Image.Image:
    """Where the glaze is: from the rim down to an edge that ran."""
    edge = rng.uniform(0.72, 0.9)
    waves = [(rng.uniform(0.01, 0.03), rng.uniform(2, 9), rng.uniform(0, 6)) for _ in range(3)]
    line = [
        (x, height * (edge + sum(a * sin(f * x / width * pi + p) for a, f, p in waves)))
        for x in range(0, width + 12, 12)
    ]
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).polygon([(0, 0), *line, (width, 0)], fill=255)
    return mask


def _speckle(coat: Image.Image, rng: Random) -> None:
    draw = ImageDraw.Draw(coat)
    for _ in range(220):
        x, y, r = rng.uniform(0, coat.width), rng.uniform(0, coat.height), rng.uniform(1.5, 5)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(92, 70, 48))
