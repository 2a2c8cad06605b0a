"""One demo network for all tests of it: it is frozen, and building it takes a second."""

from datetime import UTC, datetime

import pytest

from core.dev.demo.network import build_demo
from core.dev.demo.records import DemoNetwork

NOW = datetime(2026, 3, 18, 15, 42, tzinfo=UTC)
TODAY = datetime(2026, 3, 18, tzinfo=UTC)


@pytest.fixture(scope="session")
def network() -> DemoNetwork:
    return build_demo(NOW)
