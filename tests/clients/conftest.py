"""The running service with somebody in it who has posted, and what clients need to be run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.accounts.signup import create_user
from core.dev.engines.node import alone, install_packages
from tests.factories import make_post
from tests.journeys.production import PRODUCTION
from tests.journeys.server import Service, served

from .environment import install_environment
from .journey import PASSWORD, POSTS

HERE = Path(__file__).parent


@pytest.fixture(scope="package")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service keeps pictures."""
    return tmp_path_factory.mktemp("clients") / "media"


@pytest.fixture(scope="package")
def server(installed: None, media: Path) -> Iterator[Service]:
    """The service as it is deployed, but for TLS; it keeps nothing itself."""
    production = {**PRODUCTION, "SECURE_SSL_REDIRECT": "false"}
    with served(media, workers=2, **production) as service:
        yield service


@pytest.fixture
def service(stores: None, server: Service, media: Path) -> Service:
    """The running service, with grace and what she has posted, and no picture."""
    shutil.rmtree(media, ignore_errors=True)
    grace = create_user(username="grace", email="grace@example.com", password=PASSWORD)
    for content in POSTS:
        make_post(grace, content)
    return server


@pytest.fixture(scope="session")
def node_packages() -> None:
    """What package-lock.json names, installed."""
    with alone(HERE / ".lock"):
        install_packages(HERE)


@pytest.fixture(scope="session")
def client_python() -> None:
    """What requirements.txt names, installed in an environment of its own."""
    install_environment()
