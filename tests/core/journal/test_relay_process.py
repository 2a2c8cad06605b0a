"""The relay as a process: woken, stopped, and never ended by PostgreSQL."""

import re
import signal
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.accounts.models import User
from core.journal.apply import wake_relay
from core.journal.models import JournalEntry
from core.relay import relay as relaying
from core.relay.relay import Relay
from tests.factories import make_users
from tests.graph_state import edges
from tests.postgres import own_postgres
from tests.programs import Program
from tests.relays import relay_process
from tests.sessions import sessions_of_others, terminate
from tests.threads import at_once
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

FAILED = "relay: PostgreSQL unavailable, retrying in "


def ended(process: Program) -> str:
    """End the process by SIGTERM; returns all that it logged."""
    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=10)
    assert process.returncode == 0
    return logged


def waiting_entry(actor: User, target: User) -> JournalEntry:
    """An entry that nobody has brought to Neo4j, old enough for the relay."""
    return JournalEntry.objects.create(
        kind="followed",
        actor=actor.pk,
        target=target.pk,
        recorded_at=timezone.now() - timedelta(minutes=1),
    )


def is_applied(entry: JournalEntry) -> bool:
    return JournalEntry.objects.filter(pk=entry.pk, applied_at__isnull=False).exists()


def relayed(actor: User, target: User) -> None:
    """Leave an entry to the relay, and wait until it has applied it."""
    entry = waiting_entry(actor, target)
    wait_until(lambda: is_applied(entry))


def test_it_applies_and_ends_on_sigterm() -> None:
    ada, bob = make_users("ada", "bob")
    with relay_process() as process:
        relayed(ada, bob)
        assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
        assert FAILED not in ended(process)


def test_it_outlives_its_session() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    # A thread of an earlier test may have left a connection, which is none of the relay's.
    before = set(sessions_of_others())

    def its_sessions() -> set[int]:
        return set(sessions_of_others()) - before

    with relay_process() as process:
        for followee in (bob, cyd):
            wait_until(lambda: len(its_sessions()) == 1)
            [pid] = its_sessions()
            terminate(pid)
            relayed(ada, followee)
            assert pid not in its_sessions()
        logged = ended(process)
    assert edges() == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", ada.pk, cyd.pk)]
    # The loop meets it, or a periodic task.
    assert len(re.findall(rf"{FAILED}|relay: \w+ failed", logged)) >= 2
    assert "Traceback" not in logged


def test_it_outlives_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_postgres(tmp_path, monkeypatch, durable=True) as postgres:
        ada, bob = make_users("ada", "bob")
        with relay_process(DATABASE_URL=postgres.url) as process:
            relayed(ada, bob)
            postgres.kill()
            connection.close()
            postgres.start()
            relayed(bob, ada)
            postgres.stop()
            connection.close()
            postgres.start()
            JournalEntry.objects.update(applied_at=None)
            wait_until(lambda: not JournalEntry.objects.filter(applied_at=None).exists())
            logged = ended(process)
    assert edges() == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", bob.pk, ada.pk)]
    assert FAILED in logged
    assert "Traceback" not in logged


def test_a_notification_between_the_last_batch_and_the_wait_wakes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ada, bob = make_users("ada", "bob")
    monkeypatch.setattr(relaying, "PAUSE", 600.0)
    relay = Relay()
    entries: list[JournalEntry] = []

    def write() -> None:
        entries.append(waiting_entry(ada, bob))
        wake_relay()

    def write_after_the_first_batch(
        execute: Any, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if "SKIP LOCKED" in sql and not entries:
            assert at_once(write) == [None]
        return result

    def run() -> None:
        with connection.execute_wrapper(write_after_the_first_batch):
            relay.run()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        wait_until(lambda: bool(entries) and is_applied(entries[0]))
    finally:
        relay.stop()
        thread.join()
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
