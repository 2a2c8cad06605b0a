"""Fixtures of every test: the running servers, and stores that are empty when a test begins."""

import os
import signal
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer

from graph import schema
from graph.connection import client
from graph.connection.warmup import warm_up
from graph.traversals.suggestions import DEFAULT, Model

from .emptying import empty_graph, empty_postgres
from .engines import PLAN, running
from .roles import make_roles
from .sharing import ByUnit, Stopwatch, seconds_of

READ_SECONDS = 30.0

# A shell that starts the tests in its background has them ignore Ctrl-C, and what they start too.
signal.signal(signal.SIGINT, signal.default_int_handler)
# What waits in a buffer on most machines must not be written at once here.
os.environ.pop("PYTHONUNBUFFERED", None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByUnit:
    """What `-n` shares out."""
    if config.args_source is config.ArgsSource.TESTPATHS:
        config.pluginmanager.register(Stopwatch())
    return ByUnit(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every process that tests are shared out to has them in the same order: longest first."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: -seconds_of(item.nodeid))


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
        make_roles()
        schema.install()
        # No test waits for the plan of a long statement, nor fails for it.
        for model in (DEFAULT, Model({})):
            warm_up(model=model)
        yield
        connection.close()


def _migrate() -> None:
    if PLAN.kept is not None and PLAN.kept.renew_database():
        return
    call_command("migrate", verbosity=0)
    if PLAN.kept is not None:
        connection.close()
        PLAN.kept.keep_database()


@pytest.fixture(autouse=True)
def without_haste() -> Iterator[None]:
    """No read of this thread is given up after the 2 seconds that a request waits.

    Some tests make all plans again, and a busy machine takes longer for one.
    """
    with client.read_limit(READ_SECONDS):
        yield


@pytest.fixture
def both_stores(installed: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two stores with whatever is in them, and real commits; for worlds that are put back."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def stores(both_stores: None) -> None:
    """Two empty stores, with real commits."""
    empty_postgres()
    empty_graph()


@pytest.fixture
def graph(installed: None) -> None:
    """An empty Neo4j, for tests of `graph/` alone."""
    empty_graph()
