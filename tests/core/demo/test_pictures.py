"""Portraits and pictures: the files, what is said of them, and who and what shows which."""

from collections import Counter
from io import BytesIO
from itertools import groupby
from random import Random

import pytest
from PIL import Image

from core.dev.demo.book import alternatives, read_book
from core.dev.demo.communities import COMMUNITIES
from core.dev.demo.names import NAMES
from core.dev.demo.pictures import ADA_PORTRAIT, HERE, PORTRAITS, SCENE_SIZE, SCENES, Album, Picture
from core.dev.demo.records import DemoNetwork

EVERY = (ADA_PORTRAIT, *PORTRAITS, *SCENES)


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.read()))
    image.load()
    return image


def test_every_file_has_its_entry_and_together_they_are_small() -> None:
    files = {path.relative_to(HERE).as_posix(): path for path in HERE.rglob("*.webp")}

    assert sorted(files) == sorted(picture.file for picture in EVERY)
    assert len({picture.read() for picture in EVERY}) == len(EVERY)
    assert sum(path.stat().st_size for path in files.values()) < 3_000_000


def test_pictures_are_webp_of_the_promised_sizes() -> None:
    for picture in EVERY:
        image = opened(picture)
        size = SCENE_SIZE if picture in SCENES else (400, 400)
        assert (image.format, image.mode, image.size) == ("WEBP", "RGB", size), picture.file


def test_a_scene_is_described_by_what_it_shows() -> None:
    for scene in SCENES:
        assert 40 <= len(scene.description) <= 300, scene.file
        assert scene.file.startswith(f"scenes/{scene.kind}-")
        slot, _, values = scene.shows.partition(": ")
        if slot != "flour":  # flours differ by how dark the loaf is
            assert values in scene.description


@pytest.mark.parametrize(
    ("book", "kind", "slot"),
    [
        ("bakers", "crumb", "flour"),
        ("birders", "wire", "wire"),
        ("potters", "pots", "glaze"),
        ("stargazers", "sky", "constellation"),
    ],
)
def test_everything_a_post_may_speak_of_has_a_picture(book: str, kind: str, slot: str) -> None:
    shown = {
        value
        for scene in SCENES
        if scene.kind == kind
        for value in alternatives(scene.shows.removeprefix(f"{slot}: "))
    }

    assert shown == set(read_book(book).slots[slot])
    for value in shown:
        album = Album(SCENES, Random(1))
        assert album.draw(kind, {slot: value, "friend": "Leo"}).fits({slot: value})


def test_a_picture_does_not_come_again_before_the_others_of_its_kind() -> None:
    album = Album(SCENES, Random(1))
    moons = [album.draw("moon", {}) for _ in range(12)]

    assert len(set(moons[:6])) == len(set(moons[6:])) == 6
    again = Album(SCENES, Random(1))
    assert [again.draw("moon", {}) for _ in range(12)] == moons


def test_every_community_has_its_scene_and_everybody_a_face() -> None:
    assert {community.scene for community in COMMUNITIES} | {"moon"} == {s.kind for s in SCENES}
    tones = {tone for names in NAMES for tone in names.tones}
    assert {picture.kind for picture in PORTRAITS} == {
        f"{sex}-{tone}" for sex in ("woman", "man") for tone in tones
    }


def test_nearly_everyone_has_a_portrait_and_few_the_same(network: DemoNetwork) -> None:
    portraits = Counter(person.portrait for person in network.people if person.portrait)

    assert (portraits.total(), len(portraits)) == (301, 115)
    assert max(portraits.values()) == 4
    assert portraits[ADA_PORTRAIT] == 1
    for _, home in groupby(network.people, key=lambda person: person.community):
        faces = Counter(person.portrait for person in home if person.portrait)
        assert max(faces.values()) <= 2


def test_every_scene_is_shown_and_none_too_often(network: DemoNetwork) -> None:
    shown = Counter(image for post in network.posts for image in post.images)

    assert (shown.total(), len(shown)) == (214, 93)
    assert max(shown.values()) == 4
    assert Counter(len(post.images) for post in network.posts) == {0: 1798, 1: 190, 2: 12}
    assert all(len(set(post.images)) == len(post.images) for post in network.posts)
