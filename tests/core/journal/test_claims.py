"""Claims: who applies what, without a lock while Neo4j answers, and safe against death."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from core.accounts.models import User
from core.follows.services import follow
from core.journal.apply import mark_applied
from core.journal.claims import claim, release
from core.journal.models import JournalEntry
from core.journal.record import record_all
from core.relay.relay import drain, relay_batch
from graph.connection import client, driver
from graph.errors import GraphUnavailable
from graph.writes.apply import WRITERS
from graph.writes.changes import Change
from tests.factories import make_users
from tests.graph_state import edges
from tests.sessions import session_pid, terminate
from tests.threads import at_once
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

NOW = timedelta(0)


def claimed() -> list[int]:
    return [entry.pk for entry in claim(kinds=WRITERS, limit=100, grace=NOW)]


def claimed_by_another() -> list[int]:
    """What another relay claims, whose session then ends."""
    [found] = at_once(claimed)
    assert isinstance(found, list)
    return found


@contextmanager
def another_relay() -> Iterator[tuple[list[int], int]]:
    """Another session that has claimed all it can: the entries, and its pid."""
    found: list[int] = []
    pids: list[int] = []
    ready, over = Event(), Event()

    def work() -> None:
        found.extend(claimed())
        pids.append(session_pid())
        ready.set()
        over.wait(20)
        connection.close()

    thread = Thread(target=work)
    thread.start()
    try:
        assert ready.wait(20)
        yield found, pids[0]
    finally:
        over.set()
        thread.join()


def left_to_the_relay(*people: User) -> list[int]:
    """The entries of these people's sign-up, none of them applied."""
    JournalEntry.objects.update(applied_at=None)
    return list(JournalEntry.objects.order_by("pk").values_list("pk", flat=True))


def test_what_one_relay_has_claimed_another_leaves_alone() -> None:
    entries = left_to_the_relay(*make_users("ada", "bob"))
    with another_relay() as (theirs, _):
        assert theirs == entries
        assert claimed() == []
        assert relay_batch(grace=NOW) == 0


def test_a_claim_ends_with_the_session_that_made_it() -> None:
    entries = left_to_the_relay(*make_users("ada", "bob"))
    with another_relay() as (_, pid):
        terminate(pid)
        wait_until(lambda: claimed() == entries)


def test_a_claim_ends_with_its_time_though_the_session_lives() -> None:
    entries = left_to_the_relay(*make_users("ada", "bob"))
    with another_relay():
        JournalEntry.objects.update(claimed_until="2026-01-01T00:00Z")
        assert claimed() == entries


def test_a_claim_ends_when_it_is_released_by_its_holder_alone() -> None:
    entries = left_to_the_relay(*make_users("ada", "bob"))
    with another_relay():
        release(entries)
        assert claimed() == []
    wait_until(lambda: claimed() == entries)  # its session ends a moment later
    release(entries)
    assert claimed_by_another() == entries


def test_its_own_claims_do_not_stop_a_relay_that_failed() -> None:
    entries = left_to_the_relay(*make_users("ada", "bob"))
    assert claimed() == entries
    assert drain() == 2


def test_a_batch_that_finds_neo4j_unavailable_is_free_for_others() -> None:
    entries = left_to_the_relay(*make_users("ada", "bob"))
    driver.configure("bolt://127.0.0.1:1")
    try:
        with pytest.raises(GraphUnavailable):
            relay_batch(grace=NOW)
    finally:
        driver.configure(_url())
    wait_until(lambda: not client.breaker.is_open)
    assert claimed_by_another() == entries
    assert set(JournalEntry.objects.values_list("attempts", "error")) == {(0, "")}


def _url() -> str:
    from django.conf import settings

    return str(settings.NEO4J_URL)


def test_no_row_is_locked_while_neo4j_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[int] = []

    def look(changes: Sequence[Change]) -> None:
        [found] = at_once(_free_entries)
        assert isinstance(found, list)
        locked.extend(change.version for change in changes if change.version not in found)

    monkeypatch.setitem(WRITERS, "poked", look)
    (ada,) = make_users("ada")
    with transaction.atomic():
        record_all([JournalEntry(kind="poked", actor=ada.pk) for _ in range(3)])
    JournalEntry.objects.update(applied_at=None)
    assert relay_batch(grace=NOW) == 4
    assert locked == []


def _free_entries() -> list[int]:
    with transaction.atomic():
        free = JournalEntry.objects.select_for_update(skip_locked=True)
        return list(free.values_list("pk", flat=True))


def test_a_request_does_not_wait_for_entries_that_a_relay_has_locked() -> None:
    ada, bob = make_users("ada", "bob")
    entries = left_to_the_relay(ada, bob)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM core_journalentry WHERE id = %s FOR UPDATE", [entries[0]])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 1")
        mark_applied(entries)
        assert left() == entries[:1]
        follow(follower=ada, followee=bob.pk)
        assert left() == entries[:1]
    finally:
        other.close()
        connection.close()
    assert drain() == 1
    assert left() == []
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]


def left() -> list[int]:
    waiting = JournalEntry.objects.waiting().order_by("pk")
    return list(waiting.values_list("pk", flat=True))
