"""Portraits and pictures: real JPEGs of the promised size, the same bytes every time."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image

from core.dev.demo.portraits import MEN_HAIR, WOMEN_HAIR, Portrait
from core.dev.demo.records import DemoNetwork
from core.dev.demo.scenes import SCENES, compose
from core.dev.demo.scenes.night import PHASES, Moon


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", sorted(SCENES))
def test_a_scene_draws_the_same_jpeg_every_time(kind: str) -> None:
    data = compose(kind, 7, {}).draw()

    assert compose(kind, 7, {}).draw() == data
    assert compose(kind, 8, {}).draw() != data
    assert (opened(data).format, opened(data).size) == ("JPEG", (1200, 800))
    assert len(data) < 400_000


@pytest.mark.parametrize("kind", sorted(SCENES))
def test_a_scene_has_many_colours(kind: str) -> None:
    small = opened(compose(kind, 3, {}).draw()).resize((60, 40))

    assert len(small.getcolors(2400) or ()) > 100


@pytest.mark.parametrize(
    ("kind", "words", "phrase"),
    [
        ("sky", {"constellation": "Lyra"}, "with Lyra traced"),
        ("route", {"km": "17"}, "Map of a 17 km loop"),
        ("crumb", {"flour": "dark rye"}, "a dark rye sourdough"),
        ("pots", {"glaze": "tenmoku"}, "the glaze, tenmoku,"),
        ("wire", {"wire": "swallows"}, "swallows in silhouette"),
    ],
)
def test_a_scene_shows_what_the_post_speaks_of(
    kind: str, words: dict[str, str], phrase: str
) -> None:
    assert phrase in compose(kind, 1, words).description


@pytest.mark.parametrize("phase", PHASES)
def test_the_moon_is_lit_as_its_phase_says(phase: str) -> None:
    image = opened(Moon(5, phase).draw()).convert("L").resize((120, 80))
    lit = sum(value > 90 for value in image.tobytes()) / (120 * 80)

    low, high = {
        "waxing crescent": (0.02, 0.14),
        "first quarter": (0.14, 0.25),
        "waxing gibbous": (0.25, 0.34),
        "full": (0.34, 0.6),
    }[phase]
    assert low < lit < high


@pytest.mark.parametrize("woman", [True, False])
def test_portraits_are_square_and_the_same_every_time(woman: bool) -> None:
    portraits = [Portrait.compose(Random(n), woman=woman, tones=(n % 8,)) for n in range(24)]

    assert {p.hairstyle for p in portraits} <= set(WOMEN_HAIR if woman else MEN_HAIR)
    for portrait in portraits:
        image = opened(portrait.draw())
        assert (image.format, image.size) == ("JPEG", (400, 400))
    assert len({portrait.draw() for portrait in portraits}) == 24
    assert portraits[0].draw() == Portrait.compose(Random(0), woman=woman, tones=(0,)).draw()


def test_nearly_everyone_has_a_portrait_and_no_two_the_same(network: DemoNetwork) -> None:
    portraits = [person.portrait for person in network.people if person.portrait]

    assert len(network.people) - len(portraits) == 4
    assert len(set(portraits)) == len(portraits)


def test_every_kind_of_scene_is_shown(network: DemoNetwork) -> None:
    shown = {type(image) for post in network.posts for image in post.images}

    assert shown == set(SCENES.values())
    assert max(len(post.images) for post in network.posts) == 2
