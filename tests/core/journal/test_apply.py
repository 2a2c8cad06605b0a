"""What is committed is acknowledged, whatever happens to PostgreSQL after the commit."""

import logging
from functools import partial

import pytest
from django.conf import settings
from django.db import transaction

from core.follows.services import follow
from core.journal.models import JournalEntry
from core.journal.retry import try_again
from core.relay.relay import drain
from graph.connection import driver
from graph.connection.client import breaker
from tests.factories import make_post, make_users
from tests.graph_state import edges
from tests.sessions import session_pid, terminate
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")


def unapplied() -> int:
    return JournalEntry.objects.filter(applied_at__isnull=True).count()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def test_a_write_whose_session_dies_after_the_commit_succeeds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    [ada] = make_users("ada")
    pid = session_pid()
    with transaction.atomic():
        transaction.on_commit(partial(terminate, pid))
        post = make_post(ada)
    assert session_pid() != pid
    assert edges() == [("POSTED", ada.pk, post.pk)]
    assert unapplied() == 1
    [warning] = warnings(caplog)
    assert warning.startswith("PostgreSQL failed after a commit; left to the relay: ")
    assert drain() == 1
    assert unapplied() == 0


def test_a_session_that_dies_before_anybody_is_woken_costs_the_graph_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ada, bob = make_users("ada", "bob")
    with transaction.atomic():
        transaction.on_commit(partial(terminate, session_pid()))
        follow(follower=ada, followee=bob.pk)
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
    assert unapplied() == 0
    [warning] = warnings(caplog)
    assert warning.startswith("subscriptions: NOTIFY failed, readers poll: ")


def test_neo4j_unavailable_and_the_session_dead_leave_it_to_the_relay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ada, bob = make_users("ada", "bob")
    driver.configure("bolt://127.0.0.1:1")
    try:
        with transaction.atomic():
            transaction.on_commit(partial(terminate, session_pid()))
            follow(follower=ada, followee=bob.pk)
    finally:
        driver.configure(settings.NEO4J_URL)
    assert "Neo4j unavailable; 1 journal entries left to the relay." in warnings(caplog)
    assert unapplied() == 1
    wait_until(lambda: not breaker.is_open)
    assert drain() == 1
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]


def test_entries_are_tried_again_although_the_relay_could_not_be_woken() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    JournalEntry.objects.update(applied_at=None, set_aside_at="2026-01-01T00:00Z", attempts=5)
    with transaction.atomic():
        transaction.on_commit(partial(terminate, session_pid()))
        assert try_again(JournalEntry.objects.values_list("pk", flat=True)) == 3
    assert drain() == 3
    assert unapplied() == 0


def test_a_write_that_finds_its_nodes_locked_is_left_to_the_relay() -> None:
    ada, bob = make_users("ada", "bob")
    with driver.driver().session() as session, session.begin_transaction() as batch:
        batch.run("MATCH (u:User) SET u.locked = true REMOVE u.locked").consume()
        # The locks are held until this has returned: it does not wait for them.
        follow(follower=ada, followee=bob.pk)
        batch.commit()
    assert unapplied() == 1
    assert not breaker.is_open
    assert drain() == 1
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
