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
from graph.writes.tombstones import clear

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
        call_command("migrate", verbosity=0)
        schema.install()
        yield
        connection.close()


@pytest.fixture
def stores(installed: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two empty stores, with real commits."""
    with django_db_blocker.unblock():
        empty_postgres()
        clear()
        yield


@pytest.fixture
def graph(installed: None) -> None:
    """An empty Neo4j, for tests of `graph/` alone."""
    clear()


def empty_postgres() -> None:
    """Take every row of ours, and start the numbers at 1 again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            TRUNCATE core_user, core_journalentry, core_importrecord, core_doomedfile,
                     core_liveevent, core_allowance, core_knownaddress, django_session,
                     procrastinate_jobs, procrastinate_workers
            RESTART IDENTITY CASCADE
            """
        )
