"""A running server, and the packages that ask it."""

from collections.abc import Iterator

import pytest

from core.engines.node import alone, install_packages
from tests.journeys.server import Service, served

from .node import FOLDER


@pytest.fixture(scope="session")
def packages() -> None:
    """What the lock names, installed once and kept."""
    with alone(FOLDER / ".install.lock"):
        install_packages(FOLDER)


@pytest.fixture(scope="package")
def service(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as it is deployed, without manifests."""
    with served(tmp_path_factory.mktemp("service") / "media", workers=1) as running:
        yield running
