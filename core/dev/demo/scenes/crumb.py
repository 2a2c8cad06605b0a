"""Slices of bread."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import WIDTH, Point, blob, colour, mix, pebble, sheet, stroke

FLOURS = {
    "pale": ("#f4e6c8", "#d9c196", "#a8662c", "#6d3b16"),
    "wholemeal": ("#dfc49a", "#b8935f", "#84501f", "#4e2a0e"),
    "dark rye": ("#a98458", "#7d5a36", "#54321a", "#301a0b"),
}
BOARDS = ("#c79a6b", "#8a5a3b", "#d8b990", "#596a72", "#b7c0b2")
CRUMBS = {"open, lacy": 170, "even, fine": 260, "tight": 330}


@dataclass(frozen=True, slots=True)
class Crumb(Scene):
    """A cut loaf from the front, on a board."""

    flour: str
    crumb: str

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Crumb":
        rng = Random(seed)
        named = words.get("flour", "")
        flour = "pale"
        if "rye" in named:
            flour = "dark rye"
        elif named and "white" not in named:
            flour = "wholemeal"
        return cls(seed, flour, rng.choice(sorted(CRUMBS)))

    @property
    def description(self) -> str:
        return (
            f"Cut face of a {self.flour} sourdough loaf on a wooden board: {self.crumb} crumb "
            "under a dark, blistered crust."
        )

    def paint(self, rng: Random) -> Image.Image:
        pale, shade, crust, burnt = (colour(code) for code in FLOURS[self.flour])
        board = colour(rng.choice(BOARDS))
        image = sheet([mix(board, (255, 255, 255), 0.08), mix(board, (0, 0, 0), 0.12)])
        draw = ImageDraw.Draw(image)
        _grain(draw, rng, board)
        loaf = self._loaf(rng)
        draw.polygon([(x + 34, y + 44) for x, y in loaf], fill=mix(board, (0, 0, 0), 0.4))
        draw.polygon(loaf, fill=burnt)
        draw.polygon(_shrunk(loaf, 0.972), fill=crust)
        draw.polygon(_shrunk(loaf, 0.935), fill=mix(crust, pale, 0.55))
        draw.polygon(_shrunk(loaf, 0.915), fill=pale)
        self._holes(image, rng, loaf, (pale, shade))
        return image

    def _loaf(self, rng: Random) -> list[Point]:
        shape = blob(
            rng, (WIDTH / 2, 830), (rng.uniform(880, 980), rng.uniform(500, 590)), 0.045, 140
        )
        floor = 830 + rng.uniform(340, 400)
        return [(x, y if y < floor else floor + (y - floor) * 0.25) for x, y in shape]

    def _holes(
        self,
        image: Image.Image,
        rng: Random,
        loaf: list[Point],
        flour: tuple[tuple[int, int, int], ...],
    ) -> None:
        pale, shade = flour
        inside = Image.new("L", image.size, 0)
        ImageDraw.Draw(inside).polygon(_shrunk(loaf, 0.9), fill=255)
        holes = image.copy()
        draw = ImageDraw.Draw(holes)
        count = CRUMBS[self.crumb]
        reach = 2400 / count**0.92
        for _ in range(count * 2):
            at = (rng.gauss(WIDTH / 2, 480), rng.gauss(800, 250))
            size = min(reach * 0.5 * rng.paretovariate(1.7), reach * 5.2)
            tall = size * rng.uniform(0.55, 0.95)
            draw.polygon(
                pebble(rng, at, (size + 5, tall + 5)), fill=mix(pale, (255, 255, 255), 0.35)
            )
            draw.polygon(pebble(rng, at, (size, tall)), fill=shade)
            deep = (at[0] - size * 0.12, at[1] - tall * 0.16)
            draw.polygon(
                pebble(rng, deep, (size * 0.72, tall * 0.64)), fill=mix(shade, (60, 30, 5), 0.3)
            )
        image.paste(holes, (0, 0), inside)


def _shrunk(shape: list[Point], share: float) -> list[Point]:
    cx = sum(x for x, _ in shape) / len(shape)
    cy = sum(y for _, y in shape) / len(shape)
    return [(cx + (x - cx) * share, cy + (y - cy) * share) for x, y in shape]


def _grain(draw: ImageDraw.ImageDraw, rng: Random, board: tuple[int, int, int]) -> None:
    for _ in range(60):
        y, drift = rng.uniform(0, 1600), rng.uniform(-18, 18)
        tone = mix(board, (0, 0, 0), rng.uniform(0.03, 0.14))
        stroke(
            draw,
            [(0, y), (800, y + drift), (1600, y - drift), (2400, y + drift)],
            tone,
            rng.randint(2, 7),
        )
