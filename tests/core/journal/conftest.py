"""A fixture of the tests of pairs."""

from collections.abc import Iterator

import pytest

from .connections import reconnect


@pytest.fixture
def closed() -> Iterator[None]:
    """New connections to both stores, before and after."""
    reconnect()
    yield
    reconnect()
