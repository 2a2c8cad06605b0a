"""Contact sheets of black-and-white film."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from .base import Scene
from .canvas import HEIGHT, WIDTH, blob, gradient, pebble, stroke

FRAME = (352, 236)
COLUMNS, ROWS = 6, 5
PENCILS = {"red": (214, 52, 44), "yellow": (245, 205, 60), "white": (240, 240, 235)}
ORDINALS = ("first", "second", "third", "fourth", "fifth")

Tone = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Contacts(Scene):
    """Strips of small frames, one of them chosen."""

    pencil: str
    row: int
    column: int

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Contacts":
        rng = Random(seed)
        return cls(seed, rng.choice(sorted(PENCILS)), rng.randrange(ROWS), rng.randrange(COLUMNS))

    @property
    def description(self) -> str:
        return (
            f"Contact sheet of {ROWS} strips of black-and-white film, {COLUMNS} frames each; one "
            f"in the {ORDINALS[self.row]} strip is ringed in {self.pencil} grease pencil."
        )

    def paint(self, rng: Random) -> Image.Image:
        image = Image.new("RGB", (WIDTH, HEIGHT), (16, 16, 17))
        draw = ImageDraw.Draw(image)
        warm = rng.choice(((1.0, 1.0, 1.0), (1.0, 0.97, 0.9), (0.95, 0.98, 1.0)))
        left, top, pitch = 90, 42, 308
        subjects = rng.choices(SUBJECTS, k=4)
        for row in range(ROWS):
            y = top + row * pitch
            draw.rectangle((40, y - 4, WIDTH - 40, y + 292), fill=(30, 29, 29))
            for x in range(60, WIDTH - 60, 52):
                draw.rounded_rectangle((x, y + 2, x + 24, y + 20), 5, fill=(196, 192, 184))
                draw.rounded_rectangle((x, y + 268, x + 24, y + 286), 5, fill=(196, 192, 184))
            for column in range(COLUMNS):
                frame = _frame(rng, subjects[(row + column // 3) % 4], warm)
                image.paste(frame, (left + column * 376, y + 26))
        at = (left + self.column * 376 + FRAME[0] / 2, top + self.row * pitch + 144)
        for turn in range(2):
            ring = blob(rng, at, (206 + 7 * turn, 146 + 5 * turn), 0.05)
            stroke(draw, [*ring, ring[0]], PENCILS[self.pencil], 10)
        return image


def _frame(
    rng: Random, subject: Callable[[ImageDraw.ImageDraw, Random], None], warm: tuple[float, ...]
) -> Image.Image:
    """One small picture; now and then a blank one."""
    if rng.random() < 0.04:
        blank = rng.choice((20, 232))
        return Image.new("RGB", FRAME, (blank, blank, blank))
    high, low = rng.randint(120, 235), rng.randint(60, 150)
    sky: list[Tone] = [
        (round(high * warm[0]), round(high * warm[1]), round(high * warm[2])),
        (round(low * warm[0]), round(low * warm[1]), round(low * warm[2])),
    ]
    frame = gradient(FRAME, sky)
    subject(ImageDraw.Draw(frame), rng)
    return frame


def _grey(value: int) -> Tone:
    return value, value, value


def _windows(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    wall = rng.randint(28, 80)
    left = rng.randint(0, 90)
    draw.rectangle((left, 30, left + 250, 236), fill=_grey(wall))
    for x in range(left + 20, left + 230, 46):
        for y in range(48, 200, 46):
            draw.rectangle(
                (x, y, x + 26, y + 30), fill=_grey(rng.choice((wall + 25, 215, wall + 12)))
            )


def _road(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    middle, horizon = rng.randint(120, 230), rng.randint(90, 140)
    draw.rectangle((0, horizon, 352, 236), fill=_grey(rng.randint(35, 70)))
    draw.polygon(
        [(middle - 6, horizon), (middle + 6, horizon), (middle + 120, 236), (middle - 120, 236)],
        fill=_grey(110),
    )
    for x in range(10, 352, 58):
        draw.line((x, horizon - 52, x, horizon + 6), fill=_grey(24), width=4)


def _figure(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    x, ground = rng.randint(70, 280), 196
    draw.rectangle((0, ground, 352, 236), fill=_grey(150))
    draw.polygon([(x - 30, ground), (x - 19, 96), (x + 19, 96), (x + 30, ground)], fill=_grey(26))
    draw.ellipse((x - 16, 60, x + 16, 96), fill=_grey(40))
    draw.polygon(
        [(x - 30, ground), (x + 30, ground), (x + 150, 226), (x + 80, 232)], fill=_grey(96)
    )


def _sea(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    horizon = rng.randint(100, 150)
    draw.rectangle((0, horizon, 352, 236), fill=_grey(rng.randint(60, 100)))
    x = rng.randint(60, 280)
    draw.ellipse((x - 26, horizon - 74, x + 26, horizon - 22), fill=_grey(245))
    for y in range(horizon + 8, 236, 14):
        reach = rng.randint(10, 40)
        draw.line((x - reach, y, x + reach, y), fill=_grey(200), width=4)


def _stairs(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for step in range(9):
        y = 20 + step * 25
        tone = 45 + 20 * step if rng.random() < 0.9 else 20
        draw.polygon(
            [(step * 20, y), (352, y), (352, y + 25), (step * 20 + 20, y + 25)],
            fill=_grey(min(tone, 235)),
        )
    draw.line((0, 10, 230, 236), fill=_grey(16), width=9)


def _tree(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    x = rng.randint(90, 260)
    draw.rectangle((0, 184, 352, 236), fill=_grey(52))
    draw.polygon([(x - 9, 190), (x - 4, 90), (x + 4, 90), (x + 9, 190)], fill=_grey(18))
    for _ in range(12):
        at = (x + rng.gauss(0, 34), 84 + rng.gauss(0, 22))
        draw.polygon(pebble(rng, at, (30, 26)), fill=_grey(rng.randint(18, 46)))


SUBJECTS = (_windows, _road, _figure, _sea, _stairs, _tree)
