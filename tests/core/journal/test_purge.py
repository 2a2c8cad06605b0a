"""What is forgotten, and what must not be: no entry comes back to life."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry, JournalKind
from core.journal.record import record
from core.journal.safe_position import StillWriting, safe_position
from core.relay.purge import purge
from graph.writes.watermark import watermark
from tests.factories import make_users
from tests.graph_state import edges_with_properties

pytestmark = pytest.mark.usefixtures("stores")


def kinds_of_edges() -> list[str]:
    return [kind for kind, *_ in edges_with_properties()]


def test_a_withdrawn_edge_is_forgotten_once_its_entry_is_settled() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    unfollow(follower=ada, followee=bob.pk)
    assert kinds_of_edges() == ["UNFOLLOWED"]
    assert purge() == 1
    assert kinds_of_edges() == []
    assert watermark() == JournalEntry.objects.latest("id").pk + 1


def test_nothing_is_forgotten_beyond_an_entry_that_waits_or_is_set_aside() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    waiting = JournalEntry.objects.latest("id")
    JournalEntry.objects.filter(pk=waiting.pk).update(applied_at=None)
    unfollow(follower=ada, followee=bob.pk)
    assert purge() == 0
    assert watermark() == waiting.pk
    assert kinds_of_edges() == ["UNFOLLOWED"]


def test_a_number_that_is_taken_and_not_committed_is_waited_for() -> None:
    (ada,) = make_users("ada")
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            entry = record(JournalKind.USER_SAVED, actor=ada.pk, username="ada")
            patient = threads.submit(asked_beside, 20.0)
            impatient = threads.submit(asked_beside, 0.1)
            with pytest.raises(StillWriting):
                impatient.result(timeout=20)
            assert not patient.done()
        assert patient.result(timeout=20) == entry.pk


def asked_beside(max_wait: float) -> int:
    """The answer on a connection of its own."""
    try:
        return safe_position(max_wait)
    finally:
        connection.close()


def test_an_empty_journal_is_settled() -> None:
    assert safe_position() == 0
    assert purge() == 0
