"""Entries that take long, or never end, do not hold up those behind them."""

import logging
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from core.accounts.models import User
from core.follows.services import follow
from core.journal.models import JournalEntry, JournalKind
from core.moderation.deletion import remove_account
from core.relay import relay as relaying
from core.relay.purge import purge
from core.relay.relay import MAX_POSTPONED, drain, relay_batch
from graph.connection import driver
from graph.connection.client import breaker
from graph.writes.watermark import watermark
from tests.core.journal.test_claims import NOW, left
from tests.factories import make_users
from tests.graph_state import edges, nodes

pytestmark = pytest.mark.usefixtures("stores")

FANS = 12


@pytest.fixture
def star(monkeypatch: pytest.MonkeyPatch) -> User:
    """Somebody with more followers than one transaction takes, and slices that are over at once."""
    star, *fans = make_users("star", *(f"fan{number}" for number in range(FANS)))
    for fan in fans:
        follow(follower=fan, followee=star.pk)
    monkeypatch.setattr("graph.writes.leaving.CHUNK", 2)
    monkeypatch.setattr(relaying, "SLICE", 0.0)
    return star


def not_applied(kind: str, actor: User, target: User | None = None) -> JournalEntry:
    """An entry that nobody has brought to Neo4j."""
    return JournalEntry.objects.create(
        kind=kind, actor=actor.pk, target=target.pk if target else None
    )


def state(entry: JournalEntry) -> tuple[bool, int, bool]:
    """Whether it is applied, how often it was refused, and whether it is dead-lettered."""
    entry.refresh_from_db()
    return entry.applied_at is not None, entry.attempts, entry.set_aside_at is not None


def test_others_are_applied_while_one_is_deleted_in_slices(star: User) -> None:
    ada, bob = make_users("ada", "bob")
    gone = not_applied(JournalKind.USER_DELETED, star)
    behind = not_applied("followed", ada, bob)
    assert relay_batch(grace=NOW) == 2
    assert left() == [gone.pk]
    assert state(behind) == (True, 0, False)
    assert ("FOLLOWS", ada.pk, bob.pk) in edges()
    assert 0 < sum(end == star.pk for _, _, end in edges("FOLLOWS")) < FANS
    # The purge stops below it, so that its repetition still counts.
    purge()
    assert watermark() == gone.pk
    assert drain() == FANS // 2 - 1
    assert state(gone) == (True, 0, False)
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
    assert ("DeletedUser", {"uid": star.pk, "version": gone.pk}) in nodes()


def test_a_request_leaves_the_rest_of_a_deletion_to_the_relay(
    star: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.journal.apply.SLICE", 0.0)
    remove_account(star)
    gone = JournalEntry.objects.get(kind=JournalKind.USER_DELETED)
    assert left() == [gone.pk]
    assert "User" not in {label for label, node in nodes() if node.get("uid") == star.pk}
    assert not breaker.is_open
    drain()
    assert state(gone) == (True, 0, False)
    assert edges() == []


def test_one_that_never_ends_is_postponed_and_never_given_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(relaying, "PART_TIMEOUT", 1.0)
    monkeypatch.setattr(relaying, "ENTRY_TIMEOUT", 1.0)
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    stuck = not_applied("followed", ada, bob)
    behind = not_applied("followed", ada, cyd)
    with driver.driver().session() as session, session.begin_transaction() as holder:
        holder.run("MATCH (u:User {uid: $uid}) SET u.locked = true", uid=bob.pk).consume()
        assert relay_batch(grace=NOW) == 2
        assert (state(stuck), state(behind)) == ((False, 0, False), (True, 0, False))
        assert stuck.error == "Neo4j did not finish this change in time."
        assert stuck.retry_at is not None
        assert edges() == [("FOLLOWS", ada.pk, cyd.pk)]
        assert relay_batch(grace=NOW) == 0  # not due yet
        JournalEntry.objects.update(retry_at=None)
        assert relay_batch(grace=NOW) == 1
        assert state(stuck) == (False, 0, False)
        holder.rollback()
    assert not breaker.is_open
    JournalEntry.objects.update(retry_at=None)
    assert drain() == 1
    assert state(stuck) == (True, 0, False)
    assert stuck.error == ""
    assert edges() == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", ada.pk, cyd.pk)]
    postponed = [r for r in caplog.records if r.levelno == logging.WARNING]
    assert [record.getMessage() for record in postponed] == [
        f"relay: journal entry {stuck.pk} took too long; postponed."
    ] * 2


def test_many_that_never_end_cost_one_batch_the_time_of_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relaying, "PART_TIMEOUT", 1.0)
    monkeypatch.setattr(relaying, "ENTRY_TIMEOUT", 0.5)
    bob, *people = make_users("bob", *(f"p{number}" for number in range(MAX_POSTPONED + 2)))
    stuck = [not_applied("followed", person, bob) for person in people]
    with driver.driver().session() as session, session.begin_transaction() as holder:
        holder.run("MATCH (u:User {uid: $uid}) SET u.locked = true", uid=bob.pk).consume()
        assert relay_batch(grace=NOW) == len(stuck)
        postponed = JournalEntry.objects.filter(retry_at__isnull=False)
        assert postponed.count() == MAX_POSTPONED
        postponed.update(retry_at=Now() + timedelta(hours=1))  # however slow this machine is
        holder.rollback()
    # The others are free at once.
    assert relay_batch(grace=NOW) == len(stuck) - MAX_POSTPONED
