"""The scene, made again only when somebody has changed it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from tests.emptying import empty_graph, empty_postgres

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
    """The scene, made again if it has been changed."""
    settings.MEDIA_ROOT = media
    with django_db_blocker.unblock():
        if not kept:
            empty_postgres()
            empty_graph()
            kept.append(scene())
        yield kept[0]
