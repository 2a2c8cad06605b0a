"""A PostgreSQL with a streaming replica, for the service over HTTP and for this process."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from core.database.replicas import replicas
from core.settings.base import database
from tests.postgres import own_postgres
from tests.standby import Standby, standby_of

ALIAS = "replica1"


@pytest.fixture
def standby(stores: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standby]:
    """The replica; Django is connected to its primary, whose URL is DATABASE_URL."""
    with (
        own_postgres(tmp_path, monkeypatch) as primary,
        standby_of(tmp_path / "postgres", tmp_path / "standby") as standby,
    ):
        monkeypatch.setenv("DATABASE_URL", primary.url)
        monkeypatch.setenv("DATABASE_REPLICA_URLS", standby.url)
        yield standby


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
