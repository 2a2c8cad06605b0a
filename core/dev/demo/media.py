"""The demo's pictures as files in the media storage, before any row names them."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle

from core.media import POST_IMAGE, PROFILE_IMAGE, ImageNames, ProcessedImage
from core.media.files import save_image
from core.media.pool import Pool

from .pictures import Picture

MAX_PROCESSES = 4


def save_all(
    pictures: Sequence[Picture], names: Sequence[ImageNames], saved: Callable[[], None]
) -> None:
    """Save each picture under its names, inside `uploading`; ``saved`` is called after each.

    A picture is a file of its own wherever it is shown, as a deleted post takes its files along.
    """
    by_file = _in_two_sizes({picture.file: picture for picture in pictures})
    for picture, name in zip(pictures, names, strict=True):
        save_image(by_file[picture.file], name)
        saved()


def _in_two_sizes(files: dict[str, Picture]) -> dict[str, ProcessedImage]:
    """Return each file as it is, and a small version, made where uploads are made."""
    pools = [Pool() for _ in range(min(os.cpu_count() or 1, MAX_PROCESSES))]
    try:
        with ThreadPoolExecutor(len(pools)) as threads:
            return dict(zip(files, threads.map(_made, files.values(), cycle(pools)), strict=True))
    finally:
        for pool in pools:
            pool.end()


def _made(picture: Picture, pool: Pool) -> ProcessedImage:
    rules = POST_IMAGE if picture.description else PROFILE_IMAGE
    return pool.process(picture.read(), replace(rules, unchanged=True))
