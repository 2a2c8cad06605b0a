"""One gunicorn of two workers for all tests, and people in its stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection.warmup import warm_up
from tests.journeys.server import Instance, running


@pytest.fixture(scope="package")
def instance(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Two workers with a quick ping, so that silence can be seen."""
    media: Path = tmp_path_factory.mktemp("live") / "media"
    warm_up()
    with running(media, LIVE_PING_SECONDS="0.2", LIVE_PER_PERSON="5") as instance:
        yield instance
