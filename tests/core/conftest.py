"""Fixtures of more than one folder."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings
from psycopg2.extensions import set_wait_callback

from graph.connection import client

if TYPE_CHECKING:
    from core.server.asgi import Application


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Iterator["Application"]:
    """Its import bounds how long PostgreSQL is waited for, with which COPY does not work.

    And it refuses to read a graph that names no installation, as those of many tests.
    """
    monkeypatch.setattr(client, "_after_reading", [])
    yield import_module("core.server.asgi").Application()
    set_wait_callback(None)


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
