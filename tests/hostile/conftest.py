"""A server with a small network, for all fuzzers of a module."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.api.permissions.people import Kind, Scene, scene
from tests.emptying import empty_graph, empty_postgres
from tests.journeys.server import running

from .fuzzing import Target


@pytest.fixture(scope="module")
def made(installed: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The network of the permissions."""
    with django_db_blocker.unblock():
        empty_postgres()
        empty_graph()
        yield scene()
        connection.close()


@pytest.fixture(scope="module")
def target(made: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """gunicorn as it is deployed; at the end it must be as well as at the beginning."""
    with running(tmp_path_factory.mktemp("fuzz") / "media", WEB_CONCURRENCY="1") as instance:
        kinds = (Kind.OWNER, Kind.OUTSIDER, Kind.ADMIN)
        target = Target(instance, [made.users[kind] for kind in kinds])
        yield target
        target.is_well()
        print(f"\n{sum(target.codes.values())} answers: {dict(target.codes.most_common())}")
