"""The parts of a face, drawn with rectangles, discs and arcs."""

from random import Random
from typing import TYPE_CHECKING

from PIL import ImageDraw

from .scenes.canvas import Colour, Point, colour, dot, mix, stroke

if TYPE_CHECKING:
    from .portraits import Portrait


class Brush:
    """Draws one portrait, part by part, from the back to the front."""

    def __init__(self, portrait: "Portrait", draw: ImageDraw.ImageDraw) -> None:
        self._p = portrait
        self._draw = draw
        self._skin = colour(portrait.skin)
        self._shade = mix(self._skin, (110, 40, 20), 0.2)
        self._hair = colour(portrait.hair)
        self._ink = (48, 34, 32)
        self._half = 152 + portrait.width
        self._curl = Random(portrait.hairstyle + portrait.backdrop)

    def backdrop(self) -> None:
        """A paler disc behind the head."""
        pale = mix(colour(self._p.backdrop), (255, 255, 255), 0.28)
        dot(self._draw, (400, 380), 330, pale)

    def hair_behind(self) -> None:
        """What of the hair falls behind the shoulders."""
        style, half = self._p.hairstyle, self._half
        dark = mix(self._hair, (0, 0, 0), 0.18)
        if style in {"long", "waves", "fringe"}:
            self._draw.rounded_rectangle(
                (400 - half - 52, 200, 400 + half + 52, 690), 150, fill=dark
            )
        if style == "bob":
            self._draw.rounded_rectangle(
                (400 - half - 46, 190, 400 + half + 46, 530), 120, fill=dark
            )
        if style == "afro":
            dot(self._draw, (400, 292), half + 104, self._hair)
        if style == "bun":
            dot(self._draw, (400, 112), 78, dark)
        if style == "ponytail":
            self._draw.ellipse((490, 130, 690, 560), fill=dark)
        if style == "scarf":
            cloth = self._cloth_of_scarf()
            self._draw.ellipse(
                (400 - half - 62, 130, 400 + half + 62, 640), fill=mix(cloth, (0, 0, 0), 0.15)
            )
        if style in {"curls", "shaggy"}:
            for x in range(-1, 2, 2):
                for y in (260, 330, 400):
                    dot(self._draw, (400 + x * (half + 14), y), 52, self._hair)

    def _cloth_of_scarf(self) -> Colour:
        cloth = colour(self._p.clothes)
        return mix(cloth, (255, 255, 255), 0.32)

    def body(self) -> None:
        """Neck, shoulders and what covers them."""
        cloth, draw = colour(self._p.clothes), self._draw
        dark, light = mix(cloth, (0, 0, 0), 0.22), mix(cloth, (255, 255, 255), 0.4)
        draw.rounded_rectangle((334, 470, 466, 690), 50, fill=self._shade)
        draw.rounded_rectangle((120, 628, 680, 1000), 170, fill=cloth)
        pattern = self._p.pattern
        if pattern == "stripes":
            for y in range(690, 800, 52):
                draw.rectangle((130, y, 670, y + 22), fill=light)
        if pattern == "dots":
            for n in range(24):
                dot(draw, (170 + n % 8 * 66 + n // 8 % 2 * 33, 690 + n // 8 * 46), 10, light)
        if pattern == "dungarees":
            draw.rectangle((258, 640, 312, 800), fill=dark)
            draw.rectangle((488, 640, 542, 800), fill=dark)
            draw.rectangle((258, 736, 542, 800), fill=dark)
        if pattern == "turtleneck":
            draw.rounded_rectangle((314, 588, 486, 690), 34, fill=dark)
        else:
            draw.ellipse((322, 590, 478, 700), fill=self._shade)
        if pattern == "vneck":
            draw.polygon([(326, 634), (474, 634), (400, 760)], fill=self._shade)
        if pattern == "collar":
            draw.polygon([(330, 622), (288, 690), (384, 742), (400, 690)], fill=light)
            draw.polygon([(470, 622), (512, 690), (416, 742), (400, 690)], fill=light)

    def head(self) -> None:
        """Ears and face."""
        half, draw = self._half, self._draw
        for side in (-1, 1):
            dot(draw, (400 + side * half, 380), 38, self._skin)
            dot(draw, (400 + side * half, 380), 20, self._shade)
            if self._p.earrings:
                dot(draw, (400 + side * (half + 4), 432), 15, (244, 201, 93))
        draw.rounded_rectangle((400 - half, 176, 400 + half, 566), 150, fill=self._skin)

    def beard(self) -> None:
        """Whatever grows around the mouth."""
        kind, half, draw = self._p.beard, self._half, self._draw
        if kind == "none":
            return
        tone = self._hair if kind != "stubble" else mix(self._skin, self._hair, 0.3)
        if kind in {"full", "stubble"}:
            draw.chord((400 - half, 280, 400 + half, 590), 12, 168, fill=tone)
            draw.rounded_rectangle((400 - half, 372, 400 - half + 34, 450), 17, fill=tone)
            draw.rounded_rectangle((400 + half - 34, 372, 400 + half, 450), 17, fill=tone)
            draw.rounded_rectangle((316, 446, 484, 500), 26, fill=tone)
        if kind == "goatee":
            draw.rounded_rectangle((342, 476, 458, 584), 54, fill=tone)
        if kind in {"moustache", "goatee"}:
            draw.pieslice((306, 436, 406, 510), 180, 360, fill=tone)
            draw.pieslice((394, 436, 494, 510), 180, 360, fill=tone)

    def face(self) -> None:
        """Eyes, brows, nose, cheeks and mouth."""
        draw = self._draw
        blush = mix(self._skin, (226, 84, 84), 0.3)
        for side in (-1, 1):
            x = 400 + side * 68
            if self._p.beard not in {"full", "stubble"}:
                draw.ellipse((x + side * 22 - 32, 418, x + side * 22 + 32, 462), fill=blush)
            draw.ellipse((x - 26, 346, x + 26, 398), fill=(255, 253, 250))
            dot(draw, (x, 373), 19, self._ink)
            dot(draw, (x + 6, 366), 6, (255, 255, 255))
            brow = mix(self._hair, (0, 0, 0), 0.25) if self._p.hairstyle != "bald" else (70, 50, 40)
            stroke(draw, [(x - 32, 324 - side * 3), (x, 314), (x + 32, 324 + side * 3)], brow, 13)
        stroke(draw, [(400, 390), (384, 432), (406, 436)], self._shade, 11)
        if self._p.freckles:
            for dx, dy in ((-92, 418), (-74, 428), (-60, 416), (60, 416), (76, 428), (92, 418)):
                dot(draw, (400 + dx, dy), 5, mix(self._skin, (150, 70, 30), 0.45))
        self._mouth()

    def _mouth(self) -> None:
        draw, smile = self._draw, self._p.smile
        lip = mix(self._skin, (170, 40, 50), 0.62)
        if smile == 0:
            draw.arc((346, 440, 454, 516), 20, 160, fill=lip, width=13)
        elif smile == 1:
            draw.chord((340, 432, 460, 530), 8, 172, fill=(120, 30, 40))
            draw.chord((350, 446, 450, 500), 8, 172, fill=(255, 252, 248))
        elif smile == 2:
            draw.arc((356, 446, 464, 510), 10, 130, fill=lip, width=13)
        else:
            draw.chord((360, 462, 440, 520), 0, 180, fill=lip)

    def hair_before(self) -> None:
        """The hair around and over the forehead."""
        style = self._p.hairstyle
        if style == "bald":
            return
        if style == "receding":
            self._sides(300)
        elif style == "scarf":
            self._scarf()
        elif style == "cap":
            self._cap()
        elif style == "crop":
            self._cap_of_hair(214, 30)
        elif style in {"short", "side", "quiff"}:
            self._short(style)
        elif style in {"curls", "shaggy", "afro"}:
            self._curls()
        elif style == "fringe":
            self._cap_of_hair(300, 60)
            self._falls(560)
        else:
            self._parted()
            if style in {"long", "waves"}:
                self._falls(600)
            if style == "bob":
                self._falls(480)

    def _cap_of_hair(self, low: float, corner: int) -> None:
        half = self._half
        self._draw.rounded_rectangle(
            (400 - half - 8, 150, 400 + half + 8, 340), 140, fill=self._hair
        )
        self._draw.rounded_rectangle(
            (400 - half + 22, low, 400 + half - 22, 345), corner, fill=self._skin
        )

    def _sides(self, top: float) -> None:
        half = self._half
        for side in (-1, 1):
            x = 400 + side * (half - 8)
            self._draw.rounded_rectangle((x - 24, top - 60, x + 24, top + 66), 24, fill=self._hair)

    def _short(self, style: str) -> None:
        half, draw = self._half, self._draw
        draw.pieslice((400 - half - 14, 120, 400 + half + 14, 450), 180, 360, fill=self._hair)
        self._sides(300)
        forehead: dict[str, list[Point]] = {
            "short": [
                (400 - half + 26, 300),
                (400 - half + 40, 232),
                (400 + half - 40, 232),
                (400 + half - 26, 300),
            ],
            "side": [
                (400 - half + 26, 300),
                (330, 218),
                (400 + half - 26, 272),
                (400 + half - 26, 300),
            ],
            "quiff": [
                (400 - half + 26, 300),
                (400 - half + 46, 250),
                (470, 210),
                (400 + half - 26, 300),
            ],
        }
        draw.polygon(forehead[style], fill=self._skin)
        if style == "quiff":
            draw.ellipse((330, 92, 560, 214), fill=self._hair)

    def _curls(self) -> None:
        half = self._half
        size = {"curls": 50, "afro": 58, "shaggy": 44}[self._p.hairstyle]
        for step in range(11):
            x = 400 + (step - 5) * (half + 6) / 5
            y = 168 + 9 * ((step - 5) / 5) ** 2 * 10 + self._curl.uniform(-10, 10)
            dot(self._draw, (x, y), size, self._hair)
        for step in range(5):
            dot(self._draw, (400 + (step - 2) * 58, 214), 40, self._hair)

    def _parted(self) -> None:
        half, draw = self._half, self._draw
        draw.pieslice((400 - half - 18, 118, 400 + half + 18, 480), 180, 360, fill=self._hair)
        draw.pieslice((400 - half + 20, 196, 400 + half - 20, 430), 180, 360, fill=self._skin)
        draw.polygon([(400 - half + 8, 300), (340, 170), (430, 190), (330, 262)], fill=self._hair)
        draw.polygon([(400 + half - 8, 300), (460, 180), (360, 180), (450, 240)], fill=self._hair)

    def _falls(self, low: float) -> None:
        half = self._half
        for side in (-1, 1):
            x = 400 + side * (half + 18)
            self._draw.rounded_rectangle((x - 36, 270, x + 36, low), 36, fill=self._hair)

    def _scarf(self) -> None:
        half, draw = self._half, self._draw
        cloth = self._cloth_of_scarf()
        draw.pieslice((400 - half - 40, 110, 400 + half + 40, 520), 180, 360, fill=cloth)
        for side in (-1, 1):
            x = 400 + side * (half + 6)
            draw.rounded_rectangle((x - 36, 300, x + 36, 600), 36, fill=cloth)
        draw.pieslice((400 - half + 22, 206, 400 + half - 22, 440), 180, 360, fill=self._skin)
        draw.rounded_rectangle((400 - half - 30, 562, 400 + half + 30, 660), 48, fill=cloth)

    def _cap(self) -> None:
        half, draw = self._half, self._draw
        self._sides(330)
        cloth = mix(colour(self._p.clothes), (255, 255, 255), 0.15)
        draw.pieslice((400 - half - 16, 104, 400 + half + 16, 440), 180, 360, fill=cloth)
        draw.rounded_rectangle(
            (400 - half - 22, 240, 400 + half + 22, 292), 26, fill=mix(cloth, (0, 0, 0), 0.2)
        )
        dot(draw, (400, 104), 30, mix(cloth, (255, 255, 255), 0.5))

    def glasses(self) -> None:
        """Round ones, for those who wear them."""
        if not self._p.glasses:
            return
        frame = (40, 36, 44)
        for side in (-1, 1):
            x = 400 + side * 68
            self._draw.ellipse((x - 50, 322, x + 50, 422), outline=frame, width=11)
        self._draw.line((382, 366, 418, 366), fill=frame, width=11)
