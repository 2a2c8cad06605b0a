"""The running service with somebody in it who has posted, and what clients need to be run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engines.node import alone, install_packages
from core.services.accounts import create_user
from tests.factories import make_post
from tests.journeys.production import PRODUCTION
from tests.journeys.server import Service, served

from .environment import install_environment
from .journey import PASSWORD, POSTS

HERE = Path(__file__).parent


@pytest.fixture
def service(stores: None, tmp_path: Path) -> Iterator[Service]:
    """The service as it is deployed but for TLS, with grace and what she has posted."""
    grace = create_user(username="grace", email="grace@example.com", password=PASSWORD)
    for content in POSTS:
        make_post(grace, content)
    with served(
        tmp_path / "media", workers=2, **PRODUCTION, SECURE_SSL_REDIRECT="false"
    ) as service:
        yield service


@pytest.fixture(scope="session")
def node_packages() -> None:
    """What package-lock.json names, installed."""
    with alone(HERE / ".lock"):
        install_packages(HERE)


@pytest.fixture(scope="session")
def client_python() -> None:
    """What requirements.txt names, installed in an environment of its own."""
    install_environment()
