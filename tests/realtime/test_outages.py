"""Unavailable stores delay events and lose none."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from core.follows.services import follow
from core.posts.services import create_post
from tests.journeys.server import Instance, running
from tests.postgres import OwnPostgres, own_postgres
from tests.proxy import Wire, wire_to, wire_to_socket
from tests.waiting import wait_until

from .events import EventSource
from .people import FEED, NOTIFIED, person, reader_and_author

UNAVAILABLE = {
    "errors": [
        {
            "message": "The database is temporarily unavailable. Try again.",
            "extensions": {"code": "DATABASE_UNAVAILABLE"},
        }
    ]
}


@dataclass(frozen=True)
class Wired:
    """An instance, and the wires by which it reaches stores that may be unavailable."""

    instance: Instance
    postgres: OwnPostgres
    to_postgres: Wire
    to_neo4j: Wire


@pytest.fixture(scope="module")
def wired(
    installed: None, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Wired]:
    """One worker, in front of a PostgreSQL of its own."""
    folder: Path = tmp_path_factory.mktemp("outages")
    parts = urlsplit(settings.NEO4J_URL)
    assert parts.hostname
    assert parts.port
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        own_postgres(folder, patch, durable=True) as postgres,
        wire_to_socket(postgres.socket) as to_postgres,
        wire_to(parts.hostname, parts.port) as to_neo4j,
        running(
            folder / "media",
            DATABASE_URL=f"postgresql://postgres@127.0.0.1:{to_postgres.port}/social",
            NEO4J_URL=settings.NEO4J_URL.replace(f":{parts.port}", f":{to_neo4j.port}"),
            LIVE_PING_SECONDS="1",
            WEB_CONCURRENCY="1",
        ) as instance,
    ):
        yield Wired(instance, postgres, to_postgres, to_neo4j)


@pytest.fixture
def outages(wired: Wired, stores: None) -> Wired:
    """The instance, with empty stores."""
    return wired


def test_a_stream_outlives_a_restart_of_postgresql(outages: Wired) -> None:
    postgres = outages.postgres
    ada = person("ada")
    with EventSource(outages.instance.port, NOTIFIED, ada.token).opened() as stream:
        for turn, end in enumerate((postgres.stop, postgres.kill), 1):
            end()
            postgres.start()
            connection.close()
            follow(follower=person(f"fan{turn}").user, followee=ada.user.pk)
            received = stream.data()["notificationReceived"]
            assert received["notification"]["actor"] == {"username": f"fan{turn}"}
            assert received["unreadNotificationsCount"] == turn
        assert not stream.events


def test_a_frozen_postgresql_delays_events_and_loses_none(outages: Wired) -> None:
    port = outages.instance.port
    ada = person("ada")
    with EventSource(port, NOTIFIED, ada.token).opened() as stream:
        with outages.to_postgres.clogged():
            follow(follower=person("meanwhile").user, followee=ada.user.pk)
            pings = stream.pings
            with EventSource(port, NOTIFIED, ada.token) as refused:
                assert [event.data for event in refused.rest()] == [UNAVAILABLE, None]
            # Silence is broken all the same: nobody takes the stream for dead.
            wait_until(lambda: stream.pings > pings)
            assert not stream.events
            assert not stream.is_over
        received = stream.data()["notificationReceived"]
        assert received["notification"]["actor"] == {"username": "meanwhile"}
        follow(follower=person("afterwards").user, followee=ada.user.pk)
        received = stream.data()["notificationReceived"]
        assert received["notification"]["actor"] == {"username": "afterwards"}
        assert not stream.events


def test_a_frozen_neo4j_delays_new_posts_and_nothing_else(outages: Wired) -> None:
    instance, wire = outages.instance, outages.to_neo4j
    reader, author = reader_and_author()
    with (
        EventSource(instance.port, FEED, reader.token).opened() as feed,
        EventSource(instance.port, NOTIFIED, reader.token).opened() as others,
    ):
        create_post(author=author.user, content="Before.")
        assert feed.data()["feedUpdated"]["post"] == {"content": "Before."}
        last = feed.last_id
        with wire.clogged():
            create_post(author=author.user, content="Meanwhile.")
            follow(follower=author.user, followee=reader.user.pk)
            assert others.data()["notificationReceived"]["unreadNotificationsCount"] == 1
            with EventSource(
                instance.port, FEED, reader.token, last_event_id=last
            ).opened() as again:
                wait_until(lambda: "circuit breaker opened: neo4j" in instance.log.read_text())
                assert not feed.events
                assert not again.events
                wire.cut()
                # A second one, of which the first must not make us forget.
                create_post(author=author.user, content="Afterwards.")
        assert feed.data()["feedUpdated"]["post"] == {"content": "Meanwhile."}
        assert feed.data()["feedUpdated"]["post"] == {"content": "Afterwards."}
        with EventSource(instance.port, FEED, reader.token, last_event_id=last) as late:
            assert late.data()["feedUpdated"]["post"] == {"content": "Meanwhile."}
            assert late.data()["feedUpdated"]["post"] == {"content": "Afterwards."}
