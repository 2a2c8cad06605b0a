"""Unavailable stores delay events and lose none."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from core.follows.services import follow
from core.posts.services import create_post
from tests.journeys.server import running
from tests.postgres import own_postgres
from tests.proxy import wire_to, wire_to_socket
from tests.waiting import wait_until

from .events import EventSource
from .people import FEED, NOTIFIED, person, reader_and_author

pytestmark = pytest.mark.usefixtures("stores")

UNAVAILABLE = {
    "errors": [
        {
            "message": "The database is temporarily unavailable. Try again.",
            "extensions": {"code": "DATABASE_UNAVAILABLE"},
        }
    ]
}


def test_a_stream_outlives_a_postgresql_that_is_restarted_killed_and_frozen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        own_postgres(tmp_path, monkeypatch, durable=True) as postgres,
        wire_to_socket(postgres.socket) as wire,
        running(
            tmp_path / "media",
            DATABASE_URL=f"postgresql://postgres@127.0.0.1:{wire.port}/social",
            LIVE_PING_SECONDS="1",
        ) as instance,
    ):
        ada = person("ada")
        with EventSource(instance.port, NOTIFIED, ada.token).opened() as stream:
            for turn, end in enumerate((postgres.stop, postgres.kill), 1):
                end()
                postgres.start()
                connection.close()
                follow(follower=person(f"fan{turn}").user, followee=ada.user.pk)
                received = stream.data()["notificationReceived"]
                assert received["notification"]["actor"] == {"username": f"fan{turn}"}
                assert received["unreadNotificationsCount"] == turn
            with wire.clogged():
                follow(follower=person("meanwhile").user, followee=ada.user.pk)
                pings = stream.pings
                with EventSource(instance.port, NOTIFIED, ada.token) as refused:
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
            assert received["unreadNotificationsCount"] == 4
            assert not stream.events


def test_a_frozen_neo4j_delays_new_posts_and_nothing_else(tmp_path: Path) -> None:
    parts = urlsplit(settings.NEO4J_URL)
    assert parts.hostname
    assert parts.port
    with wire_to(parts.hostname, parts.port) as wire:
        by_wire = settings.NEO4J_URL.replace(f":{parts.port}", f":{wire.port}")
        with running(tmp_path / "media", NEO4J_URL=by_wire) as instance:
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
                        wait_until(
                            lambda: "circuit breaker opened: neo4j" in instance.log.read_text()
                        )
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
