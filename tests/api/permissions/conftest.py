"""The scene, made once in a module, and put back when somebody has changed it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from tests.worlds import put_back

from .people import Scene, scene


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def kept(installed: None, media: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Scene]]:
    """The scene as long as nobody has changed it: a list of one, or empty."""
    with django_db_blocker.unblock():
        yield []
        connection.close()


@pytest.fixture
def stage(
    kept: list[Scene], media: Path, settings: Settings, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    """The scene, put back if it has been changed."""
    settings.MEDIA_ROOT = media
    with django_db_blocker.unblock():
        if not kept:
            kept.append(put_back(scene_with_pictures_in, media))
            put_pictures_back(media)
        yield kept[0]


def scene_with_pictures_in(media: Path) -> Scene:
    """The scene of a module; tokens do not live for longer."""
    return scene()


def put_pictures_back(media: Path) -> None:
    """Have every file that the scene came with."""
    copies = media.with_name(f"{media.name}-copies")
    if copies.exists():
        shutil.copytree(copies, media, dirs_exist_ok=True)
    else:
        shutil.copytree(media, copies)
