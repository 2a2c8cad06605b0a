"""A running server, and the packages that ask it."""

from collections.abc import Iterator

import pytest

from core.dev.engines.node import alone, install_packages
from tests.journeys.server import Service, served

from .compiling import Compiled, compile_apollo, compile_relay
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


@pytest.fixture(scope="session")
def relay(packages: None, tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """What relay-compiler makes of `relay/`."""
    return compile_relay(tmp_path_factory.mktemp("relay") / "client")


@pytest.fixture(scope="session")
def apollo(packages: None, tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """What Apollo's tool makes of `apollo/`."""
    return compile_apollo(tmp_path_factory.mktemp("apollo") / "client")


@pytest.fixture(scope="package")
def trusting(
    installed: None, relay: Compiled, apollo: Compiled, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The service with the manifests of both clients, which runs nothing else."""
    manifests = f"{relay.manifest},{apollo.manifest}"
    media = tmp_path_factory.mktemp("trusting") / "media"
    with served(media, workers=1, PERSISTED_DOCUMENTS=manifests, PERSISTED_ONLY="1") as running:
        yield running
