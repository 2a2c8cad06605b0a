"""A page of music, and a shelf of books."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import HEIGHT, WIDTH, Colour, Point, blob, colour, mix, sheet, stroke

PAPERS = ("#f7f0de", "#fbf9f3", "#efe4cb")
INKS = ("#23201c", "#1f2a44", "#3a2a20")
MARKS = {"red": "#c8372d", "blue": "#2f6fb3", "grey": "#7d7a74"}


@dataclass(frozen=True, slots=True)
class Score(Scene):
    """Staves with notes, a bar ringed in pencil."""

    staves: int
    pencil: str

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Score":
        rng = Random(seed)
        return cls(seed, rng.choice((3, 4)), rng.choice(sorted(MARKS)))

    @property
    def description(self) -> str:
        count = {3: "three", 4: "four"}[self.staves]
        return (
            f"A page of choral music with {count} staves of notes, one bar ringed in "
            f"{self.pencil} pencil and the mark of a cup at the edge."
        )

    def paint(self, rng: Random) -> Image.Image:
        paper, ink = colour(rng.choice(PAPERS)), colour(rng.choice(INKS))
        image = sheet([paper, mix(paper, (120, 90, 40), 0.12)])
        draw = ImageDraw.Draw(image)
        _cup_ring(draw, rng, paper)
        gap = 34
        room = (HEIGHT - 200) / self.staves
        tops = [100 + room * n + (room - 4 * gap) / 2 for n in range(self.staves)]
        for top in tops:
            for line in range(5):
                draw.line((130, top + line * gap, WIDTH - 130, top + line * gap), fill=ink, width=4)
        bars = [130 + (WIDTH - 260) * share for share in (0, 0.29, 0.53, 0.77, 1)]
        for x in bars:
            draw.line((x, tops[0], x, tops[-1] + 4 * gap), fill=ink, width=6)
        draw.rectangle((106, tops[0], 118, tops[-1] + 4 * gap), fill=ink)
        for top in tops:
            for left, right in pairwise(bars):
                _bar(draw, rng, (left + 60, right - 30), top, gap, ink)
        ringed, bar = rng.choice(tops), rng.randrange(4)
        at = ((bars[bar] + bars[bar + 1]) / 2, ringed + 2 * gap)
        for turn in range(2):
            ring = blob(rng, at, (270 + 9 * turn, 150 + 7 * turn), 0.06)
            stroke(draw, [*ring, ring[0]], colour(MARKS[self.pencil]), 7)
        return image


def _bar(
    draw: ImageDraw.ImageDraw, rng: Random, span: Point, top: float, gap: float, ink: Colour
) -> None:
    """One bar: pairs of quavers under a beam, crotchets and minims between."""
    x, end = span
    step = rng.randint(0, 8)
    while x < end - 40:
        step = max(-1, min(9, step + rng.choice((-2, -1, -1, 0, 1, 1, 2, 3, -3))))
        y = top + step * gap / 2
        up = step > 3
        kind = rng.choice(("quavers", "crotchet", "crotchet", "minim"))
        if kind == "quavers" and x + 100 < end:
            other = max(-1, min(9, step + rng.choice((-2, -1, 1, 2))))
            y2 = top + other * gap / 2
            ends = [
                _note(draw, (x, y), gap, up, ink, True),
                _note(draw, (x + 84, y2), gap, up, ink, True),
            ]
            draw.polygon(
                [ends[0], ends[1], (ends[1][0], ends[1][1] + 16), (ends[0][0], ends[0][1] + 16)],
                fill=ink,
            )
            step = other
            x += 84 + rng.uniform(70, 96)
        else:
            _note(draw, (x, y), gap, up, ink, kind != "minim")
            x += rng.uniform(84, 130)


def _note(
    draw: ImageDraw.ImageDraw, at: Point, gap: float, up: bool, ink: Colour, filled: bool
) -> Point:
    """A note head with its stem; the end of the stem."""
    x, y = at
    tilt = 0.35
    head = []
    for n in range(20):
        angle = 2 * pi * n / 20
        dx, dy = gap * 0.66 * cos(angle), gap * 0.44 * sin(angle)
        head.append((x + dx * cos(tilt) + dy * sin(tilt), y - dx * sin(tilt) + dy * cos(tilt)))
    if filled:
        draw.polygon(head, fill=ink)
    else:
        stroke(draw, [*head, head[0]], ink, 7)
    side = 1 if up else -1
    foot = (x + side * gap * 0.58, y - side * 4)
    tip = (foot[0], y - side * gap * 3.1)
    draw.line((*foot, *tip), fill=ink, width=6)
    return tip


def _cup_ring(draw: ImageDraw.ImageDraw, rng: Random, paper: Colour) -> None:
    x, y = rng.choice((200, 2200)) + rng.uniform(-60, 60), rng.uniform(150, 1450)
    for n in range(3):
        r = 170 - 7 * n + rng.uniform(-4, 4)
        tone = mix(paper, (122, 78, 36), rng.uniform(0.12, 0.3))
        draw.arc(
            (x - r, y - r, x + r, y + r),
            rng.uniform(0, 90),
            rng.uniform(270, 400),
            fill=tone,
            width=rng.randint(5, 12),
        )


CLOTHS = (
    "#7b2d26",
    "#264653",
    "#e9c46a",
    "#2a9d8f",
    "#f4a261",
    "#6d597a",
    "#355070",
    "#b56576",
    "#e5ded0",
    "#3a5a40",
    "#a3b18a",
    "#22223b",
    "#c9ada7",
    "#bc4749",
    "#f2e8cf",
)
SHELVES = (
    ("#6b4a33", "#e9dfd0"),
    ("#c79d72", "#f4efe6"),
    ("#3b2f2a", "#bfb3a3"),
    ("#efe9df", "#9fb1b5"),
)


@dataclass(frozen=True, slots=True)
class Spines(Scene):
    """Two rows of books, some leaning."""

    sorted_by_colour: bool

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Spines":
        return cls(seed, Random(seed).random() < 0.3)

    @property
    def description(self) -> str:
        order = "in the order of their colours" if self.sorted_by_colour else "in no order at all"
        return f"Two shelves of books from the front, tall and short, {order}, some leaning."

    def paint(self, rng: Random) -> Image.Image:
        wood, wall = (colour(code) for code in rng.choice(SHELVES))
        image = sheet([mix(wall, (0, 0, 0), 0.18), mix(wall, (0, 0, 0), 0.4)])
        draw = ImageDraw.Draw(image)
        for floor in (770, 1530):
            self._row(draw, rng, floor)
            draw.rectangle((0, floor, WIDTH, floor + 46), fill=wood)
            draw.rectangle((0, floor + 46, WIDTH, floor + 62), fill=mix(wood, (0, 0, 0), 0.45))
        return image

    def _row(self, draw: ImageDraw.ImageDraw, rng: Random, floor: float) -> None:
        cloths = [rng.choice(CLOTHS) for _ in range(40)]
        if self.sorted_by_colour:
            cloths.sort(key=lambda code: (colour(code)[0] - colour(code)[2], code))
        x = rng.uniform(0, 60)
        for code in cloths:
            wide, tall = rng.uniform(44, 118), rng.uniform(430, 640)
            if x + wide > WIDTH - 20:
                return
            if rng.random() < 0.08:
                lean = tall * 0.16
                _book(draw, rng, (x, floor), (wide, tall * 0.97), lean, colour(code))
                x += lean + wide + 10
            else:
                _book(draw, rng, (x, floor), (wide, tall), 0, colour(code))
                x += wide + 3
            if rng.random() < 0.04:
                x += rng.uniform(90, 200)


def _book(
    draw: ImageDraw.ImageDraw, rng: Random, foot: Point, size: Point, lean: float, cloth: Colour
) -> None:
    """A spine with its bands and a title in strokes; ``lean`` moves its top to the left."""
    wide, tall = size
    left = foot[0] + lean

    def place(across: float, up: float) -> Point:
        return left - lean * up + wide * across, foot[1] - tall * up

    def panel(a: float, b: float, low: float, high: float) -> list[Point]:
        return [place(a, low), place(b, low), place(b, high), place(a, high)]

    draw.polygon(panel(0, 1, 0, 1), fill=cloth)
    draw.polygon(panel(0, 0.12, 0, 1), fill=mix(cloth, (255, 255, 255), 0.16))
    draw.polygon(panel(0.86, 1, 0, 1), fill=mix(cloth, (0, 0, 0), 0.25))
    pale = sum(cloth) > 480
    gold = mix(cloth, (60, 40, 30) if pale else (245, 226, 170), 0.75)
    style = rng.randrange(4)
    if style in (0, 2):
        for up in (0.08, 0.11, 0.88, 0.91):
            draw.polygon(panel(0, 1, up, up + 0.01), fill=gold)
    if style == 1:
        draw.polygon(panel(0.12, 0.86, 0.6, 0.84), fill=mix(cloth, (0, 0, 0), 0.4))
    up = 0.82
    while up > 0.36 and style != 3:
        length = rng.uniform(0.03, 0.1)
        draw.polygon(panel(0.38, 0.62, up - length, up), fill=gold)
        up -= length + 0.02
    if style == 3:
        draw.polygon(panel(0.2, 0.8, 0.4, 0.78), fill=gold)
        draw.polygon(panel(0.28, 0.72, 0.43, 0.75), fill=cloth)
