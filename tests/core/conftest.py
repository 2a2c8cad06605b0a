"""What serves requests, taken into the process of the tests."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from psycopg2.extensions import set_wait_callback

if TYPE_CHECKING:
    from core.server.asgi import Application


@pytest.fixture
def application() -> Iterator["Application"]:
    """Its import bounds how long PostgreSQL is waited for, with which COPY does not work."""
    yield import_module("core.server.asgi").Application()
    set_wait_callback(None)
