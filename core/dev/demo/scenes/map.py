"""A run on a map, with its elevation profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import HEIGHT, WIDTH, blob, colour, dot, gradient, mix, sheet, stroke

PAPERS = (
    ("#f3efe3", "#d9cfb4", "#8fc1d4", "#cfe0b8", "#e4572e"),
    ("#eef2ec", "#c5d3c4", "#7fb3d5", "#bcd8a8", "#c2185b"),
    ("#1f2a33", "#35444f", "#33627f", "#2d4a3e", "#ffb703"),
    ("#fbf3ea", "#e8d3bf", "#9ac7c9", "#d7dfb0", "#2a6f97"),
)


@dataclass(frozen=True, slots=True)
class Route(Scene):
    """A loop over contour lines beside a river; below it, the climbs."""

    kilometres: int
    climbs: int

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Route":
        rng = Random(seed)
        return cls(seed, int(words.get("km", rng.randint(7, 21))), rng.randint(1, 3))

    @property
    def description(self) -> str:
        climbs = ("one climb", "two climbs", "three climbs")[self.climbs - 1]
        return (
            f"Map of a {self.kilometres} km loop drawn over contour lines beside a river; "
            f"the elevation profile below shows {climbs}."
        )

    def paint(self, rng: Random) -> Image.Image:
        paper, line, water, wood, track = (colour(code) for code in rng.choice(PAPERS))
        image = sheet([paper, paper])
        draw = ImageDraw.Draw(image)
        for _ in range(5):
            at = (rng.uniform(0, WIDTH), rng.uniform(0, 1150))
            draw.polygon(
                blob(rng, at, (rng.uniform(120, 340), rng.uniform(90, 240)), 0.3), fill=wood
            )
        self._contours(draw, rng, line)
        y = rng.uniform(250, 950)
        river = [
            (x, y + 130 * sin(x / 330 + y) + 60 * sin(x / 140)) for x in range(-20, WIDTH + 40, 20)
        ]
        stroke(draw, river, water, 34)
        self._track(draw, rng, paper, track)
        self._profile(image, draw, rng, paper, track)
        return image

    def _contours(self, draw: ImageDraw.ImageDraw, rng: Random, line: tuple[int, int, int]) -> None:
        for _ in range(4):
            at = (rng.uniform(100, WIDTH - 100), rng.uniform(80, 1050))
            reach, seed = rng.uniform(380, 620), rng.random()
            for ring in range(7):
                size = reach * (1 - ring / 7.5)
                shape = blob(Random(seed), at, (size, size * 0.72), 0.16 + 0.02 * ring)
                stroke(draw, [*shape, shape[0]], line, 6 if ring == 3 else 3)

    def _track(
        self,
        draw: ImageDraw.ImageDraw,
        rng: Random,
        paper: tuple[int, int, int],
        track: tuple[int, int, int],
    ) -> None:
        shape = blob(
            rng, (WIDTH / 2, 580), (rng.uniform(600, 820), rng.uniform(300, 400)), 0.32, 160
        )
        shape = [(x + rng.gauss(0, 4), y + rng.gauss(0, 4)) for x, y in shape]
        loop = [*shape, shape[0], shape[1]]
        stroke(draw, loop, mix(paper, (255, 255, 255), 0.6), 30)
        stroke(draw, loop, track, 16)
        dot(draw, shape[0], 34, (255, 255, 255))
        dot(draw, shape[0], 24, (46, 125, 50))

    def _profile(
        self,
        image: Image.Image,
        draw: ImageDraw.ImageDraw,
        rng: Random,
        paper: tuple[int, int, int],
        track: tuple[int, int, int],
    ) -> None:
        top, floor, left, right = 1200, 1530, 90, WIDTH - 90
        draw.rectangle((0, top - 30, WIDTH, HEIGHT), fill=mix(paper, (0, 0, 0), 0.05))
        phase = rng.uniform(-0.4, 0.4)
        heights = []
        for x in range(left, right + 1, 10):
            t = (x - left) / (right - left)
            climb = abs(sin(pi * (t * self.climbs + phase * t * (1 - t)))) ** 1.5
            heights.append(
                (float(x), floor - 40 - 220 * climb - 10 * sin(38 * t) - 6 * rng.random())
            )
        mask = Image.new("L", (WIDTH, HEIGHT - top), 0)
        shape = [(x, y - top) for x, y in heights]
        ImageDraw.Draw(mask).polygon([*shape, (right, floor - top), (left, floor - top)], fill=255)
        fill = gradient(mask.size, [track, mix(track, paper, 0.75)])
        image.paste(fill, (0, top), mask)
        for step in range(4):
            y = floor - step * 80
            draw.line((left, y, right, y), fill=mix(paper, (128, 128, 128), 0.35), width=3)
        stroke(draw, heights, track, 9)
