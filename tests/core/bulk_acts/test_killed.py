"""A worker that is killed in the middle of a bulk act."""

import signal

import pytest
from django.utils import timezone

from core.bulk import NewEdge, load_edges
from core.bulk_acts.models import BulkAct
from core.bulk_acts.services import block_with_followers, undo_bulk_act
from core.journal.models import EntryCause, JournalEntry
from core.visibility.models import Block
from graph.edges import FOLLOWS
from tests.core.consistency.auditing import found
from tests.factories import make_users
from tests.graph_state import edges
from tests.jobs import jobs, worker_process
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

FANS = 150
State = BulkAct.State


def killed_and_gone_on(act: BulkAct) -> None:
    """A worker begins and is killed, and another one ends it."""

    def place() -> int:
        act.refresh_from_db()
        return act.place

    start = place()
    with worker_process() as process:
        wait_until(lambda: place() > start, seconds=120)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
    assert start < place() < act.end
    with worker_process():
        wait_until(lambda: place() == act.end, seconds=120)
        wait_until(lambda: "carry_out_bulk_act" not in [task for task, _, _ in jobs()])


def test_the_next_worker_goes_on_and_nothing_is_done_twice() -> None:
    ada, troll, *fans = make_users("ada", "troll", *(f"fan{number}" for number in range(FANS)))
    now = timezone.now()
    load_edges(FOLLOWS, [NewEdge(fan.pk, troll.pk, now) for fan in fans])
    load_edges(FOLLOWS, [NewEdge(fan.pk, ada.pk, now) for fan in fans])
    before = sorted(edges("FOLLOWS"))
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)

    killed_and_gone_on(act)
    assert act.state == State.DONE
    undo_bulk_act(viewer=ada, act=act.pk)
    killed_and_gone_on(act)
    assert act.state == State.UNDONE

    assert (act.hit, act.restored) == (FANS + 1, FANS + 1)
    for kind in ("blocked", "unblocked"):
        assert JournalEntry.objects.filter(actor=ada.pk, kind=kind).count() == FANS + 1
    assert EntryCause.objects.filter(bulk=act.pk).count() == FANS + 1
    assert not Block.objects.exists()
    # What a worker had no time for when it was killed, a relay applies.
    found(repair=True)
    assert found() == []
    assert sorted(edges("FOLLOWS")) == before
