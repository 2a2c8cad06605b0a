"""Branches of a version history, and hexagons of a board game."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import HEIGHT, WIDTH, Colour, Point, colour, curve, dot, mix, pebble, sheet, stroke

GRAPH_PAPERS = (
    (("#12161f", "#1b2130"), ("#f2c14e", "#4fb3bf", "#e76f51", "#9b8cde", "#8bc34a", "#f48fb1")),
    (("#fbf8f1", "#f1ebdd"), ("#264653", "#e76f51", "#2a9d8f", "#b5838d", "#e9a13b", "#6d597a")),
    (("#0f2027", "#1d3b44"), ("#ffd166", "#06d6a0", "#ef476f", "#8ecae6", "#fb8500", "#cdb4db")),
)


@dataclass(frozen=True, slots=True)
class Branches(Scene):
    """Coloured lines from left to right that leave each other and join again."""

    lanes: int

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Branches":
        return cls(seed, Random(seed).randint(4, 6))

    @property
    def description(self) -> str:
        return (
            f"A version history as {self.lanes} coloured lines running left to right, dots for "
            "commits, branches leaving the main line and joining it again."
        )

    def paint(self, rng: Random) -> Image.Image:
        paper, inks = rng.choice(GRAPH_PAPERS)
        image = sheet([colour(code) for code in paper])
        draw = ImageDraw.Draw(image)
        colours = [colour(code) for code in inks]
        main = rng.randrange(1, self.lanes - 1)
        gap = HEIGHT / (self.lanes + 1)
        heights = [gap * (n + 1) for n in range(self.lanes)]
        for lane in range(self.lanes):
            if lane != main:
                for start, end in _spans(rng):
                    self._branch(
                        draw, rng, (heights[main], heights[lane]), (start, end), colours[lane]
                    )
        stroke(draw, [(0, heights[main]), (WIDTH, heights[main])], colours[main], 20)
        for x in range(90, WIDTH, 115):
            if rng.random() < 0.75:
                _commit(draw, (x, heights[main]), colours[main], colour(paper[0]))
        return image

    def _branch(
        self, draw: ImageDraw.ImageDraw, rng: Random, lanes: Point, span: Point, ink: Colour
    ) -> None:
        main, own = lanes
        start, end = span
        bend = 150 + abs(own - main) * 0.25
        up = curve((start, main), (start + bend, own))
        down = curve((end - bend, own), (end, main))
        stroke(draw, [*up, *down], ink, 14)
        for x in range(int(start + bend), int(end - bend) + 1, 105):
            if rng.random() < 0.7:
                _commit(draw, (x, own), ink, (255, 255, 255))


def _spans(rng: Random) -> list[Point]:
    """Where a branch leaves the main line and where it comes back, several along the sheet."""
    spans, x = [], rng.uniform(-300, 200)
    while x < WIDTH - 300:
        end = x + rng.uniform(650, 1250)
        spans.append((x, end))
        x = end + rng.uniform(-60, 260)
    return spans


def _commit(draw: ImageDraw.ImageDraw, at: Point, ink: Colour, middle: Colour) -> None:
    dot(draw, at, 25, ink)
    dot(draw, at, 12, mix(middle, ink, 0.12))


TERRAINS = {
    "forest": "#3f7d58",
    "wheat": "#e9c46a",
    "hills": "#c8733e",
    "pasture": "#a3c76d",
    "mountain": "#8d99a6",
    "desert": "#ead7ac",
}
PLAYERS = ("#d62839", "#2364aa", "#f5f1e6", "#f77f00")
COLOUR_NAMES = {"#d62839": "red", "#2364aa": "blue", "#f5f1e6": "white", "#f77f00": "orange"}


@dataclass(frozen=True, slots=True)
class Hexes(Scene):
    """A board of hexagonal fields with roads and houses."""

    leader: str

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Hexes":
        return cls(seed, Random(seed).choice(PLAYERS))

    @property
    def description(self) -> str:
        return (
            "A board of hexagonal fields in the sea, forest, wheat, hills and pasture, with roads "
            f"and small houses; {COLOUR_NAMES[self.leader]} has the longest road."
        )

    def paint(self, rng: Random) -> Image.Image:
        image = sheet([colour("#2a6f8f"), colour("#1d4e6b")])
        draw = ImageDraw.Draw(image)
        for _ in range(120):
            x, y = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
            stroke(draw, [(x, y), (x + 40, y - 9), (x + 80, y)], colour("#3c86a5"), 4)
        size = 178.0
        centres = _centres(size)
        for centre in centres:
            draw.polygon(_hexagon(centre, size + 34), fill=colour("#f0ddb0"))
        for centre in centres:
            self._field(draw, rng, centre, size)
        self._pieces(draw, rng, centres, size)
        return image

    def _field(self, draw: ImageDraw.ImageDraw, rng: Random, centre: Point, size: float) -> None:
        terrain = rng.choice(sorted(TERRAINS))
        tone = colour(TERRAINS[terrain])
        draw.polygon(_hexagon(centre, size), fill=colour("#f6ecd2"))
        draw.polygon(_hexagon(centre, size - 8), fill=mix(tone, (0, 0, 0), 0.08))
        draw.polygon(_hexagon(centre, size - 22), fill=tone)
        for _ in range(13):
            angle, reach = rng.uniform(0, 2 * pi), rng.uniform(70, 128)
            x, y = centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)
            dark = mix(tone, (0, 0, 0), rng.uniform(0.14, 0.3))
            if terrain in {"forest", "mountain"}:
                draw.polygon([(x, y - 26), (x - 17, y + 14), (x + 17, y + 14)], fill=dark)
            elif terrain == "wheat":
                stroke(draw, [(x, y + 16), (x + 5, y - 18)], dark, 6)
            else:
                draw.polygon(pebble(rng, (x, y), (15, 9)), fill=dark)
        dot(draw, centre, 46, colour("#faf3e0"))
        pips = rng.randint(1, 5)
        for pip in range(pips):
            dot(draw, (centre[0] + (pip - (pips - 1) / 2) * 15, centre[1]), 6, colour("#7a2e1d"))

    def _pieces(
        self, draw: ImageDraw.ImageDraw, rng: Random, centres: list[Point], size: float
    ) -> None:
        for player in sorted(PLAYERS, key=lambda code: code == self.leader):
            ink = colour(player)
            length = 9 if player == self.leader else rng.randint(3, 5)
            corner = rng.randrange(6)
            cells = _walk(rng, centres, size)
            edge: list[Point] = []
            for centre in cells:
                edge += [_corner(centre, size, corner + n) for n in range(3)]
            path = list(dict.fromkeys((round(x), round(y)) for x, y in edge))[: length + 1]
            road = _chained(path, size)
            stroke(draw, road, (40, 30, 24), 30)
            stroke(draw, road, ink, 20)
            for at in road[::3]:
                _house(draw, at, ink)


def _centres(size: float) -> list[Point]:
    """Nineteen fields, three to five in a row."""
    wide, tall = size * 3**0.5, size * 1.5
    return [
        (WIDTH / 2 + (n - (count - 1) / 2) * wide, HEIGHT / 2 + (row - 2) * tall)
        for row, count in enumerate((3, 4, 5, 4, 3))
        for n in range(count)
    ]


def _corner(centre: Point, size: float, number: int) -> Point:
    angle = pi / 6 + number * pi / 3
    return centre[0] + size * cos(angle), centre[1] + size * sin(angle)


def _hexagon(centre: Point, size: float) -> list[Point]:
    return [_corner(centre, size, number) for number in range(6)]


def _walk(rng: Random, centres: list[Point], size: float) -> list[Point]:
    """Three fields side by side."""
    row = rng.choice((3, 7, 8, 12, 13))
    return centres[row : row + 3]


def _chained(points: list[tuple[int, int]], size: float) -> list[Point]:
    """The points as one road: each next one the nearest, as long as it is one edge away."""
    road: list[Point] = [points[0]]
    left = points[1:]
    while left:
        here = road[-1]
        nearest = min(left, key=lambda p: (p[0] - here[0]) ** 2 + (p[1] - here[1]) ** 2)
        if (nearest[0] - here[0]) ** 2 + (nearest[1] - here[1]) ** 2 > (size * 1.2) ** 2:
            break
        left.remove(nearest)
        road.append(nearest)
    return road


def _house(draw: ImageDraw.ImageDraw, at: Point, ink: Colour) -> None:
    x, y = at
    shape = [(x - 26, y + 22), (x - 26, y - 8), (x, y - 34), (x + 26, y - 8), (x + 26, y + 22)]
    draw.polygon(shape, fill=ink)
    stroke(draw, [*shape, shape[0]], (40, 30, 24), 6)
