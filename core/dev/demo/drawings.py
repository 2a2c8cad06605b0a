"""Portraits and pictures as files in the media storage, before any row names them."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from core.media import ImageNames, ProcessedImage, image_names
from core.media.files import save_image
from core.media.rules import POST_IMAGE, PROFILE_IMAGE

from .portraits import Portrait
from .records import DemoNetwork
from .scenes import Scene


class Drawing(NamedTuple):
    """The storage names of one image and the size of the large version in pixels."""

    large: str
    small: str
    width: int
    height: int


class Drawings(NamedTuple):
    """Portraits by username; the pictures of each post by its number."""

    portraits: dict[str, Drawing]
    pictures: dict[int, list[Drawing]]


def name_all(network: DemoNetwork) -> list[ImageNames]:
    """New names for everything there is to draw: portraits, then pictures."""
    portraits, pictures = _counts(network)
    folders = ["profiles"] * portraits + ["posts"] * pictures
    return [image_names(folder, "jpg") for folder in folders]


def draw_all(
    network: DemoNetwork, names: Sequence[ImageNames], drawn: Callable[[], None]
) -> Drawings:
    """Draw everything, on all processors, and save it under the ``names`` of `name_all`.

    ``drawn`` is called after each of them.
    """
    next_names = iter(names)

    def save(image: ProcessedImage) -> Drawing:
        name = next(next_names)
        save_image(image, name)
        drawn()
        return Drawing(name.large, name.small, image.width, image.height)

    faces = {person.username: person.portrait for person in network.people if person.portrait}
    scenes = [(post.number, image) for post in network.posts for image in post.images]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        portraits = {
            username: save(image)
            for username, image in zip(faces, threads.map(_portrait, faces.values()), strict=True)
        }
        pictures: dict[int, list[Drawing]] = {}
        images = threads.map(_picture, [scene for _, scene in scenes])
        for (number, _), image in zip(scenes, images, strict=True):
            pictures.setdefault(number, []).append(save(image))
    return Drawings(portraits, pictures)


def _counts(network: DemoNetwork) -> tuple[int, int]:
    portraits = sum(person.portrait is not None for person in network.people)
    return portraits, sum(len(post.images) for post in network.posts)


def _portrait(portrait: Portrait) -> ProcessedImage:
    return _in_two_sizes(portrait.draw(), PROFILE_IMAGE.small)


def _picture(scene: Scene) -> ProcessedImage:
    return _in_two_sizes(scene.draw(), POST_IMAGE.small)


def _in_two_sizes(jpeg: bytes, longest: int) -> ProcessedImage:
    """The drawing and a small version, ``longest`` pixels wide or high.

    What the program drew needs no checks, so it is not decoded and encoded as uploads are.
    """
    image = Image.open(BytesIO(jpeg))
    width, height = image.size
    image.draft("RGB", (longest, longest))
    image.thumbnail((longest, longest))
    small = BytesIO()
    image.save(small, "JPEG", quality=85)
    return ProcessedImage(
        large=jpeg,
        small=small.getvalue(),
        width=width,
        height=height,
        small_width=image.width,
        small_height=image.height,
        content_type="image/jpeg",
        extension="jpg",
    )
