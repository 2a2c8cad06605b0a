"""Birds on a wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import HEIGHT, WIDTH, Point, blob, colour, dot, glow, ground, ridge, sheet, stroke

SKIES = {
    "peach": ("#5d6d9e", "#e8a598", "#fbd8a5"),
    "pale gold": ("#90a9b7", "#e3d5b8", "#f6e7c1"),
    "violet": ("#2c2a58", "#8a5a99", "#f0a6a0"),
    "cold blue": ("#2f4a66", "#7f9fb5", "#d6dfe0"),
    "red": ("#3b1c32", "#a83f39", "#f58549"),
}
SHORT_TAILS = frozenset({"starlings", "sparrows", "finches"})
INK = (22, 20, 28)


@dataclass(frozen=True, slots=True)
class Wire(Scene):
    """Silhouettes on two or three wires before a coloured sky."""

    birds: str
    sky: str
    count: int

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Wire":
        rng = Random(seed)
        birds = words.get("wire", rng.choice(("starlings", "swallows", "jackdaws")))
        return cls(seed, birds, rng.choice(sorted(SKIES)), rng.randint(7, 19))

    @property
    def description(self) -> str:
        return (
            f"{self.count} {self.birds} in silhouette on telegraph wires against a {self.sky} sky."
        )

    def paint(self, rng: Random) -> Image.Image:
        image = sheet([colour(code) for code in SKIES[self.sky]])
        glow(image, (rng.uniform(400, 2000), 1330), 1000, (255, 240, 210), 150)
        for _ in range(4):
            at = (rng.uniform(0, WIDTH), rng.uniform(150, 1100))
            for n in range(5):
                glow(
                    image,
                    (at[0] + n * 130 + rng.gauss(0, 40), at[1] + rng.gauss(0, 16)),
                    190,
                    (255, 236, 224),
                    42,
                )
        draw = ImageDraw.Draw(image)
        draw.polygon(ground(ridge(rng, 1500, 40)), fill=INK)
        wires = [self._wire(draw, rng, 470 + 260 * n) for n in range(3)]
        self._perch(draw, rng, wires)
        _pole(draw, rng.choice((190, 2210)), [wire[0][1] for wire in wires])
        return image

    def _wire(self, draw: ImageDraw.ImageDraw, rng: Random, height: float) -> list[Point]:
        sag, lean = rng.uniform(60, 110), rng.uniform(-50, 50)
        wire = []
        for x in range(0, WIDTH + 1, 10):
            t = x / WIDTH
            wire.append((float(x), height + lean * t + sag * 4 * t * (1 - t)))
        stroke(draw, wire, INK, 7)
        return wire

    def _perch(self, draw: ImageDraw.ImageDraw, rng: Random, wires: list[list[Point]]) -> None:
        places = [(wire, slot) for wire in range(len(wires)) for slot in range(30, 212, 14)]
        for wire, slot in rng.sample(places, self.count):
            x, y = wires[wire][slot]
            _bird(
                draw,
                (x + rng.gauss(0, 8), y),
                rng.uniform(0.9, 1.15),
                rng.choice((-1, 1, 1, 1)),
                self.birds,
            )


def _bird(draw: ImageDraw.ImageDraw, at: Point, size: float, facing: int, kind: str) -> None:
    def place(dx: float, dy: float) -> Point:
        return at[0] + dx * size * facing, at[1] + dy * size

    body = [(-18, -8), (-28, -40), (-16, -76), (8, -96), (28, -88), (34, -62), (24, -26), (8, -6)]
    tail = 44 if kind in SHORT_TAILS else 74
    draw.polygon([place(x, y) for x, y in body], fill=INK)
    draw.polygon(blob(Random(7), place(0, -48), (30 * size, 42 * size), 0.05, 30), fill=INK)
    draw.polygon(
        [place(-22, -34), place(-38, tail - 14), place(-24, tail), place(-2, -14)], fill=INK
    )
    if kind == "swallows":
        draw.polygon(
            [place(-24, 20), place(-50, 104), place(-22, 44), place(-16, 100), place(-6, 10)],
            fill=INK,
        )
    dot(draw, place(16, -94), 23 * size, INK)
    beak = 26 if kind == "jackdaws" else 18
    draw.polygon([place(34, -102), place(36 + beak, -92), place(34, -84)], fill=INK)
    for leg in (-4, 8):
        stroke(draw, [place(leg, -14), place(leg, 4)], INK, 5)


def _pole(draw: ImageDraw.ImageDraw, x: float, heights: list[float]) -> None:
    draw.polygon([(x - 26, HEIGHT), (x - 18, 300), (x + 18, 300), (x + 26, HEIGHT)], fill=INK)
    for height in heights:
        draw.rectangle((x - 130, height + 4, x + 130, height + 26), fill=INK)
        for peg in (x - 110, x + 110):
            draw.rounded_rectangle((peg - 12, height - 30, peg + 12, height + 8), 8, fill=INK)
