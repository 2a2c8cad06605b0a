"""Fixtures of every test: the running servers, and stores that are empty when a test begins."""

import os
import signal
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from graph import schema

from .emptying import empty_graph, empty_postgres
from .engines import PLAN, running

# A shell that starts the tests in its background has them ignore Ctrl-C, and what they start too.
signal.signal(signal.SIGINT, signal.default_int_handler)
# What waits in a buffer on most machines must not be written at once here.
os.environ.pop("PYTHONUNBUFFERED", None)


class ByFolder(LoadScopeScheduling):
    """One test process has a whole folder, as its tests share servers that take long to start."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    """What `-n` shares out."""
    return ByFolder(config, log)


@pytest.fixture(scope="session")
def engines() -> Iterator[None]:
    """Both servers, started at the first test that asks for them."""
    with running(PLAN):
        yield


@pytest.fixture(scope="session")
def installed(engines: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tables in PostgreSQL, constraints and indexes in Neo4j."""
    with django_db_blocker.unblock():
        _migrate()
        schema.install()
        yield
        connection.close()


def _migrate() -> None:
    if PLAN.kept is not None and PLAN.kept.renew_database():
        return
    call_command("migrate", verbosity=0)
    if PLAN.kept is not None:
        connection.close()
        PLAN.kept.keep_database()


@pytest.fixture
def stores(installed: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two empty stores, with real commits."""
    with django_db_blocker.unblock():
        empty_postgres()
        empty_graph()
        yield


@pytest.fixture
def graph(installed: None) -> None:
    """An empty Neo4j, for tests of `graph/` alone."""
    empty_graph()
