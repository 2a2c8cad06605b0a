"""Between two batches of a long backlog the relay purges, and counts the beat up."""

from datetime import timedelta
from functools import partial

import pytest

from core.follows.services import follow, unfollow
from core.journal import heart
from core.journal.models import JournalEntry
from core.journal.store_pair import read_row
from core.relay import periodic, relay
from core.relay.purge import purge
from graph.writes.pairing import read_mark
from tests.factories import make_post, make_users
from tests.graph_state import edges_with_properties

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def _always_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "EVERY", 0.0)
    monkeypatch.setattr(heart, "BUSY_SECONDS", 0.0)
    small = partial(relay.relay_batch, limit=1, grace=timedelta(0))
    monkeypatch.setattr(relay, "relay_batch", small)


def test_a_long_backlog_holds_up_neither_beat_nor_purge() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    for followee in (bob, cyd):
        follow(follower=ada, followee=followee.pk)
        unfollow(follower=ada, followee=followee.pk)
    last = make_post(ada)
    relay.drain()
    JournalEntry.objects.filter(kind__in=["unfollowed", "posted"]).update(applied_at=None)
    seen = []

    def purge_and_look() -> int:
        purged = purge()
        tombstones = sum(kind == "UNFOLLOWED" for kind, *_ in edges_with_properties())
        left = JournalEntry.objects.filter(applied_at=None).count()
        pair = read_row()
        seen.append((left, purged, tombstones, pair.beat, read_mark().beat == pair.beat))
        if len(seen) < 3:
            # Others write meanwhile, or the stores need no new beat.
            make_post(bob)
        return purged

    beats = read_row().beat
    worker = relay.Relay()
    worker._purge = periodic.PeriodicTask("purge_tombstones", purge_and_look)
    worker._work()

    assert seen == [
        # The first tombstone is behind the watermark, the others' entries wait.
        (2, 1, 1, beats + 1, True),
        (1, 1, 0, beats + 2, True),
        (0, 0, 0, beats + 3, True),
        # The batch that found nothing: no entry was written since.
        (0, 0, 0, beats + 3, True),
    ]
    assert JournalEntry.objects.get(kind="posted", target=last.pk).applied_at is not None


def test_a_purge_that_fails_is_counted_and_the_backlog_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    for followee in (bob, cyd):
        follow(follower=ada, followee=followee.pk)
    relay.drain()
    JournalEntry.objects.filter(kind="followed").update(applied_at=None)
    failed = []

    def fail() -> int:
        failed.append(JournalEntry.objects.filter(applied_at=None).count())
        raise ValueError("Of the purge alone.")

    worker = relay.Relay()
    worker._purge = periodic.PeriodicTask("purge_tombstones", fail)
    worker._work()
    assert failed == [1, 0, 0]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "relay: purge_tombstones failed"
    ] * 3
