"""Night skies with constellations, and the Moon."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .base import Scene
from .canvas import HEIGHT, WIDTH, blob, colour, dot, glow, ground, mix, ridge, sheet, stroke
from .constellations import FIGURES

NIGHTS = (
    ("#050a1c", "#12224a", "#33406e", "#a8707a"),
    ("#04060f", "#0b1a33", "#1d4058", "#4f8a8b"),
    ("#07061a", "#1c1440", "#4a2a63", "#c06a68"),
    ("#03070d", "#0a1420", "#16283a", "#3c5266"),
)
FOREGROUNDS = ("fir trees", "low hills", "a lone tree on a hill")


@dataclass(frozen=True, slots=True)
class Sky(Scene):
    """A constellation, its lines drawn in, over a dark foreground."""

    constellation: str
    foreground: str

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Sky":
        rng = Random(seed)
        known = words.get("constellation", "")
        named = known if known in FIGURES else rng.choice(sorted(FIGURES))
        return cls(seed, named, rng.choice(FOREGROUNDS))

    @property
    def description(self) -> str:
        return (
            f"Night sky full of stars with {self.constellation} traced in thin lines, "
            f"{self.foreground} in silhouette along the horizon."
        )

    def paint(self, rng: Random) -> Image.Image:
        night = [colour(code) for code in rng.choice(NIGHTS)]
        image = sheet(night)
        _milky_way(image, rng)
        draw = ImageDraw.Draw(image)
        _stars(draw, rng)
        self._figure(image, draw, rng)
        self._foreground(draw, rng)
        return image

    def _figure(self, image: Image.Image, draw: ImageDraw.ImageDraw, rng: Random) -> None:
        stars, lines = FIGURES[self.constellation]
        tilt, size = rng.uniform(-0.35, 0.35), rng.uniform(820, 960)
        cx, cy = rng.uniform(880, 1520), 620
        places = []
        for x, y in stars:
            dx, dy = (x - 0.5) * size, (y - 0.5) * size
            places.append(
                (cx + dx * cos(tilt) - dy * sin(tilt), cy + dx * sin(tilt) + dy * cos(tilt))
            )
        for line in lines:
            stroke(draw, [places[n] for n in line], (126, 148, 190), 4)
        for place in places:
            glow(image, place, 60, (235, 240, 255), 150)
            dot(draw, place, rng.uniform(8, 14), (250, 250, 255))

    def _foreground(self, draw: ImageDraw.ImageDraw, rng: Random) -> None:
        dark = (6, 9, 16)
        line = ridge(rng, 1420, 70)
        draw.polygon(ground(line), fill=dark)
        if self.foreground == "fir trees":
            for x, y in rng.sample(line, 46):
                tall, wide = rng.uniform(90, 260), rng.uniform(26, 52)
                for step in range(4):
                    top = y + 20 - tall + step * tall * 0.2
                    reach = wide * (0.5 + 0.22 * step)
                    low = top + tall * 0.4
                    draw.polygon([(x, top), (x - reach, low), (x + reach, low)], fill=dark)
        if self.foreground == "a lone tree on a hill":
            x, y = line[rng.randint(15, 80)]
            draw.polygon(
                [(x - 16, y + 20), (x - 7, y - 190), (x + 7, y - 190), (x + 16, y + 20)], fill=dark
            )
            for _ in range(16):
                at = (x + rng.gauss(0, 70), y - 240 + rng.gauss(0, 50))
                draw.polygon(blob(rng, at, (70, 58), 0.2, 28), fill=dark)


def _milky_way(image: Image.Image, rng: Random) -> None:
    band = Image.new("L", (150, 100), 0)
    draw = ImageDraw.Draw(band)
    left, lean = rng.uniform(20, 110), rng.uniform(-70, 70)
    for _ in range(170):
        t = rng.random()
        at = (left + lean * t + rng.gauss(0, 9), 105 * t - 3)
        dot_size = rng.uniform(1, 5)
        draw.ellipse(
            (at[0] - dot_size, at[1] - dot_size, at[0] + dot_size, at[1] + dot_size),
            fill=rng.randint(20, 74),
        )
    soft = band.filter(ImageFilter.GaussianBlur(4)).resize(image.size, Image.Resampling.BILINEAR)
    image.paste((205, 210, 240), (0, 0), soft)


def _stars(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(520):
        x, y = rng.uniform(0, WIDTH), HEIGHT * 0.95 * rng.random() ** 1.2
        size = min(1.2 * rng.paretovariate(1.9), 7)
        tint = rng.choice(((255, 255, 255), (200, 215, 255), (255, 232, 205)))
        dot(draw, (x, y), size, mix((60, 70, 110), tint, rng.uniform(0.45, 1)))


PHASES = ("waxing crescent", "first quarter", "waxing gibbous", "full")


@dataclass(frozen=True, slots=True)
class Moon(Scene):
    """The Moon, large, with seas and craters."""

    phase: str

    @classmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> "Moon":
        return cls(seed, Random(seed).choice(PHASES))

    @property
    def description(self) -> str:
        shadow = "" if self.phase == "full" else ", craters sharp along the line of shadow"
        return f"The {self.phase} Moon through a telescope, its grey seas clear{shadow}."

    def paint(self, rng: Random) -> Image.Image:
        image = sheet([(4, 6, 14), (9, 12, 24)])
        radius = rng.randint(600, 690)
        disc = self._disc(rng, radius)
        round_mask = Image.new("L", disc.size, 0)
        ImageDraw.Draw(round_mask).ellipse((0, 0, *disc.size), fill=255)
        lit = ImageChops.multiply(round_mask, self._light(disc.size))
        corner = (WIDTH // 2 - radius + rng.randint(-160, 160), HEIGHT // 2 - radius)
        glow(image, (corner[0] + radius, corner[1] + radius), radius * 1.3, (80, 90, 120), 60)
        image.paste((13, 15, 25), corner, round_mask)
        image.paste(disc, corner, lit)
        return image

    def _disc(self, rng: Random, radius: int) -> Image.Image:
        size = radius * 2
        seas = Image.new("L", (200, 200), 0)
        draw = ImageDraw.Draw(seas)
        for sea_x, sea_y, sea in (
            (70, 60, 30),
            (105, 62, 22),
            (128, 78, 20),
            (60, 100, 34),
            (88, 132, 20),
            (140, 100, 14),
        ):
            draw.polygon(
                blob(
                    rng, (sea_x + rng.gauss(0, 3), sea_y + rng.gauss(0, 3)), (sea, sea * 0.85), 0.25
                ),
                fill=120,
            )
        disc = Image.new("RGB", (size, size), (222, 219, 210))
        soft = seas.filter(ImageFilter.GaussianBlur(4)).resize(
            (size, size), Image.Resampling.BILINEAR
        )
        disc.paste((118, 121, 130), (0, 0), soft)
        brush = ImageDraw.Draw(disc)
        for _ in range(230):
            x, y = rng.uniform(0, size), rng.uniform(0, size)
            r = min(7 * rng.paretovariate(1.5), 70)
            brush.ellipse((x - r, y - r, x + r, y + r), fill=(238, 235, 226))
            brush.ellipse((x - r, y - r, x + r * 0.84, y + r * 0.84), fill=(160, 159, 158))
            brush.ellipse(
                (x - r * 0.8, y - r * 0.8, x + r * 0.82, y + r * 0.82), fill=(198, 196, 190)
            )
        return disc

    def _light(self, size: tuple[int, int]) -> Image.Image:
        small = 160
        light = Image.new("L", (small, small), 255 if self.phase != "waxing crescent" else 0)
        draw = ImageDraw.Draw(light)
        bulge = {"waxing crescent": 0.5, "first quarter": 0.02, "waxing gibbous": 0.55, "full": 1.0}
        reach = bulge[self.phase] * small / 2
        if self.phase == "full":
            return light.resize(size, Image.Resampling.NEAREST)
        draw.rectangle((0, 0, small, small), fill=0)
        draw.rectangle((small / 2, 0, small, small), fill=255)
        middle = (small / 2 - reach, -2, small / 2 + reach, small + 2)
        draw.ellipse(middle, fill=0 if self.phase == "waxing crescent" else 255)
        soft = light.filter(ImageFilter.GaussianBlur(3))
        return soft.resize(size, Image.Resampling.BILINEAR)
