"""Fixtures of more than one folder."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings
from psycopg2.extensions import set_wait_callback

from core.dev.engines.neo4j import EmbeddedNeo4j
from graph import schema
from graph.connection import client, driver
from tests.engines import PLAN
from tests.ports import held_port

if TYPE_CHECKING:
    from core.server.asgi import Application


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Iterator["Application"]:
    """Its import bounds how long PostgreSQL is waited for, with which COPY does not work.

    And it refuses to read a graph that names no installation, as those of many tests.
    """
    monkeypatch.setattr(client, "_after_reading", [])
    yield import_module("core.server.asgi").Application()
    set_wait_callback(None)


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def library_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedNeo4j]:
    home = tmp_path_factory.mktemp("library") / "neo4j"
    neo4j = EmbeddedNeo4j(
        home, http_port=held_port(), bolt_port=held_port(), durable=False, library=True
    )
    with neo4j:
        if not list((home / "plugins").glob("proc-*.jar")):
            pytest.skip("Graph Data Science could not be fetched.")
        yield neo4j


@pytest.fixture
def library(library_server: EmbeddedNeo4j) -> Iterator[None]:
    """The client speaks to the server with the library, which is empty."""
    driver.configure(library_server.url)
    try:
        client.write("MATCH (n) DETACH DELETE n")
        schema.install()
        yield
    finally:
        driver.configure(PLAN.neo4j_url)
