"""The relay: what was committed and not applied reaches the graph; a bad row stops nobody."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from django.conf import settings
from django.db import connection, transaction

from core.follows.services import follow
from core.journal.models import JournalEntry
from core.journal.record import record_all
from core.relay.purge import purge
from core.relay.relay import MAX_ATTEMPTS, drain, relay_batch
from graph.connection import client, driver
from graph.connection.client import breaker
from graph.writes.apply import WRITERS
from graph.writes.changes import Change
from graph.writes.watermark import watermark
from tests.factories import make_users
from tests.graph_state import edges
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

NOW = timedelta(0)


def waiting() -> int:
    """Entries that Neo4j does not have."""
    return JournalEntry.objects.filter(applied_at__isnull=True).count()


def test_a_write_is_acknowledged_while_neo4j_is_unavailable_and_applied_later() -> None:
    ada, bob = make_users("ada", "bob")
    driver.configure("bolt://127.0.0.1:1")
    try:
        follow(follower=ada, followee=bob.pk)
        assert waiting() == 1
    finally:
        driver.configure(settings.NEO4J_URL)
    wait_until(lambda: not breaker.is_open)
    assert edges() == []
    assert drain() == 1
    assert waiting() == 0
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
    assert drain() == 0


def test_a_fresh_entry_is_left_to_the_request_that_wrote_it() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    JournalEntry.objects.update(applied_at=None)
    assert relay_batch(grace=timedelta(minutes=1)) == 0
    assert relay_batch(grace=NOW) == 3


def test_a_batch_goes_to_the_graph_in_small_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.relay.relay.STATEMENT", 2)
    people = make_users("ada", "bob", "cyd")
    for follower, followee in permutations(people, 2):
        follow(follower=follower, followee=followee.pk)
    JournalEntry.objects.update(applied_at=None)
    with client.recorded_statements() as cypher:
        assert relay_batch(grace=NOW) == 3 + 6
    # Two people; the third and a follow; two follows, twice; the last one.
    assert len(cypher) == 1 + 2 + 1 + 1 + 1
    assert waiting() == 0


def test_two_relays_share_the_work() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    JournalEntry.objects.update(applied_at=None)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("SELECT id FROM core_journalentry ORDER BY id LIMIT 2 FOR UPDATE")
            assert relay_batch(grace=NOW) == 1
            other.rollback()
    finally:
        other.close()
    assert relay_batch(grace=NOW) == 2


def refuse(changes: Sequence[Change]) -> None:
    raise ValueError("No.")


def test_a_row_that_can_never_apply_is_set_aside_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(WRITERS, "poked", refuse)
    ada, bob = make_users("ada", "bob")
    with transaction.atomic():
        bad = JournalEntry(kind="poked", actor=ada.pk, target=bob.pk)
        good = JournalEntry(kind="followed", actor=ada.pk, target=bob.pk)
        record_all([bad, good])
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert relay_batch(grace=NOW) in (1, 2)
        bad.refresh_from_db()
        assert bad.attempts == attempt
        JournalEntry.objects.update(retry_at=None)
    assert bad.error == "ValueError: No."
    assert bad.set_aside_at is not None
    assert bad.applied_at is None
    assert relay_batch(grace=NOW) == 0
    good.refresh_from_db()
    assert good.applied_at is not None
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]


def test_a_kind_of_a_newer_release_waits_for_its_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = make_users("ada", "bob")
    with transaction.atomic():
        newer = JournalEntry(kind="poked", actor=ada.pk, target=bob.pk)
        known = JournalEntry(kind="followed", actor=ada.pk, target=bob.pk)
        record_all([newer, known])
    assert drain() == 1
    newer.refresh_from_db()
    assert (newer.applied_at, newer.attempts, newer.set_aside_at, newer.error) == (
        None,
        0,
        None,
        "",
    )
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
    # The purge stops below it, so that it still counts once it can be applied.
    purge()
    assert watermark() == newer.pk
    applied: list[Change] = []
    monkeypatch.setitem(WRITERS, "poked", applied.extend)
    assert drain() == 1
    assert [change.version for change in applied] == [newer.pk]
    assert waiting() == 0
