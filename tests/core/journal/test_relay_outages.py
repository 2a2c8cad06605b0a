"""What is wrong with Neo4j or the relay itself counts against no entry and ends no relay."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from core.common.signals import task_failed
from core.journal.claims import postpone
from core.journal.models import JournalEntry
from core.journal.record import record_all
from core.relay import relay as relaying
from core.relay.relay import Relay, drain, relay_batch
from graph.connection import client, driver
from graph.connection.client import breaker
from graph.errors import GraphUnavailable
from graph.writes.apply import WRITERS
from graph.writes.changes import Change
from tests.factories import make_users
from tests.graph_state import edges
from tests.impostors import IMPOSTORS, port_of_neo4j
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

NOW = timedelta(0)


# Of an entry that is rejected.
ATTEMPTS = 2


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A breaker that closes soon, and a relay that lets an entry fail only a few times."""
    monkeypatch.setattr(breaker, "_interval", 0.05)
    monkeypatch.setattr(relaying, "MAX_ATTEMPTS", ATTEMPTS)


def record_entries(*kinds: str) -> list[JournalEntry]:
    """Entries of ada about bob that nobody has applied."""
    ada, bob = make_users("ada", "bob")
    # A server that has just started may not have taken them in time.
    wait_until(lambda: drain() == 0 and states() == [], 60)
    entries = [JournalEntry(kind=kind, actor=ada.pk, target=bob.pk) for kind in kinds]
    with transaction.atomic():
        record_all(entries)
    JournalEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(applied_at=None)
    return entries


def states() -> list[tuple[str, int, bool]]:
    """Entries that Neo4j does not have: kind, attempts, whether dead-lettered."""
    waiting = JournalEntry.objects.filter(applied_at=None).order_by("pk")
    return [(entry.kind, entry.attempts, entry.set_aside_at is not None) for entry in waiting]


@contextmanager
def running_relay() -> Iterator[Relay]:
    """A relay in a thread of this process, ended with the block."""
    relay = Relay()

    def run() -> None:
        relay.run()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        yield relay
    finally:
        relay.stop()
        thread.join(20)
    assert not thread.is_alive()


def refuse(changes: Sequence[Change]) -> None:
    raise ValueError("No.")


@pytest.mark.parametrize("impostor", ["an error page of a proxy", "an end after the handshake"])
def test_no_error_counts_while_neo4j_takes_no_writes(
    impostor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WRITERS, "poked", refuse)
    record_entries("poked", "followed")
    with port_of_neo4j() as port:
        port.change(IMPOSTORS[impostor])
        for _ in range(ATTEMPTS + 1):
            with pytest.raises(GraphUnavailable):
                relay_batch(grace=NOW)
        assert states() == [("poked", 0, False), ("followed", 0, False)]
        port.change(None)
        wait_until(lambda: not breaker.is_open)
        assert relay_batch(grace=NOW) == 2
    assert states() == [("poked", 1, False)]


def test_an_entry_that_neo4j_cancels_holds_up_nobody_and_is_never_dead_lettered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def take_too_long(changes: Sequence[Change]) -> None:
        if not changes:
            return
        with client.write_limit(0.2):
            client.write("UNWIND range(1, 100000000000) AS number RETURN sum(number)")

    monkeypatch.setitem(WRITERS, "poked", take_too_long)
    slow, _ = record_entries("poked", "followed")
    for _ in range(ATTEMPTS + 1):
        assert relay_batch(grace=NOW) > 0
        JournalEntry.objects.update(retry_at=None)
    assert states() == [("poked", 0, False)]
    assert [kind for kind, *_ in edges()] == ["FOLLOWS"]
    slow.refresh_from_db()
    assert slow.error == "Neo4j did not finish this change in time."
    monkeypatch.setitem(WRITERS, "poked", lambda changes: None)
    assert drain() == 1
    assert states() == []


def test_the_first_time_an_entry_is_postponed_it_is_not_for_as_long_as_it_waits() -> None:
    (entry,) = record_entries("followed")
    JournalEntry.objects.update(recorded_at=Now() - timedelta(hours=1))
    waits = []
    for _ in range(2):
        postpone(entry.pk, "Why.")
        found = JournalEntry.objects.annotate(wait=F("retry_at") - Now()).get(pk=entry.pk)
        waits.append(found.wait)
    assert waits[0] < timedelta(seconds=2) < waits[1] <= timedelta(minutes=5)


def test_an_entry_whose_failure_opens_the_breaker_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_off(changes: Sequence[Change]) -> None:
        if not changes:  # a server that answers again is warmed up
            return

        def run() -> list[object]:
            raise OSError("The connection broke.")

        client.through("RETURN 1", run)

    monkeypatch.setitem(WRITERS, "poked", break_off)
    record_entries("poked", "followed")
    for _ in range(ATTEMPTS + 1):
        assert relay_batch(grace=NOW) > 0
        JournalEntry.objects.update(retry_at=None)
        wait_until(lambda: not breaker.is_open)
    assert states() == [("poked", 0, False)]
    assert [kind for kind, *_ in edges()] == ["FOLLOWS"]


def test_a_wrong_password_ends_no_relay() -> None:
    with port_of_neo4j() as port:
        record_entries("followed")
        driver.configure(port.url.replace("://neo4j:", "://neo4j:not-", 1))
        with running_relay():
            wait_until(lambda: breaker.is_open)
            driver.configure(port.url)
            wait_until(lambda: states() == [], 40)
    assert not JournalEntry.objects.exclude(attempts=0).exists()
    assert [kind for kind, *_ in edges()] == ["FOLLOWS"]


@pytest.fixture
def failed() -> Iterator[list[str]]:
    """The tasks whose errors were counted."""
    names: list[str] = []

    def note(*, task: str, **_: object) -> None:
        names.append(task)

    task_failed.connect(note)
    yield names
    task_failed.disconnect(note)


def fail() -> int:
    raise RuntimeError("Nobody expected this.")


def fail_in_postgres() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    return 0


def lose_the_session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return 0


@pytest.mark.parametrize("task", [fail, fail_in_postgres, lose_the_session])
def test_a_periodic_task_that_fails_is_counted_and_ends_nothing(
    task: Callable[[], int], monkeypatch: pytest.MonkeyPatch, failed: list[str]
) -> None:
    monkeypatch.setattr(relaying, "purge", task)
    with running_relay():
        wait_until(lambda: failed == ["purge_tombstones"])
        record_entries("followed")
        wait_until(lambda: states() == [])
    assert failed == ["purge_tombstones"]


def test_an_unexpected_error_of_the_loop_is_counted_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, failed: list[str]
) -> None:
    record_entries("followed")
    with monkeypatch.context() as patch:
        patch.setattr(relaying, "relay_batch", fail)
        with running_relay():
            wait_until(lambda: failed[:1] == ["relay_journal"])
            patch.undo()
            wait_until(lambda: states() == [])
