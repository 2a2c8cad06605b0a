"""A PostgreSQL with a streaming replica, for the service over HTTP and for this process."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from core.database.replicas import replicas
from core.settings.base import database
from tests.postgres import own_postgres
from tests.standby import Standby, standby_of

ALIAS = "replica1"


@pytest.fixture(scope="module")
def started_standby(
    installed: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standby]:
    """The replica; Django is connected to its primary, whose URL is DATABASE_URL."""
    folder = tmp_path_factory.mktemp("replicas")
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        own_postgres(folder, patch) as primary,
        standby_of(folder / "postgres", folder / "standby") as standby,
    ):
        patch.setenv("DATABASE_URL", primary.url)
        patch.setenv("DATABASE_REPLICA_URLS", standby.url)
        yield standby


@pytest.fixture
def standby(started_standby: Standby, stores: None) -> Iterator[Standby]:
    """The replica of empty stores, which replays what it gets."""
    yield started_standby
    if started_standby.ask("SELECT pg_is_in_recovery()"):
        started_standby.resume()


@pytest.fixture
def known_standby(standby: Standby) -> Iterator[Standby]:
    """The replica, known to this process too."""
    settings: dict[str, Any] = {
        **connections.settings["default"],
        **database(standby.url),
        "CONN_HEALTH_CHECKS": False,
    }
    connections.settings[ALIAS] = settings
    replicas.cache_clear()
    connections[ALIAS].ensure_connection()
    try:
        yield standby
    finally:
        connections[ALIAS].close()
        del connections.settings[ALIAS]
        del connections[ALIAS]
        replicas.cache_clear()
