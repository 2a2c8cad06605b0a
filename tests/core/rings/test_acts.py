"""A decision about a whole ring is one act, undone for exactly those whom it changed."""

from functools import partial

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.common.errors import Forbidden, InvalidInput, NotFound
from core.jobs.worker import drain
from core.journal.models import JournalEntry
from core.moderation.deletion import remove_account
from core.rings import work
from core.rings.models import RingAct
from core.rings.services import decide_ring, undo_ring_decision
from core.rings.work import carry_out_batch
from tests.core.consistency.auditing import found
from tests.everything import everything
from tests.threads import at_once, persistent

from .made import make_ring

pytestmark = pytest.mark.usefixtures("stores")

State, Decision = RingAct.State, RingAct.Decision


def receipt(act: RingAct) -> tuple[str, int, int, int]:
    """The state, the place, and how many are changed and restored."""
    act.refresh_from_db()
    return act.state, act.place, len(act.changed), act.restored


def who(**standing: bool) -> set[str]:
    """The usernames of those of this standing."""
    return set(User.objects.filter(**standing).values_list("username", flat=True))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people a batch."""
    monkeypatch.setattr(work, "BATCH", 2)


def test_a_ring_is_suspended_and_exactly_those_come_back() -> None:
    root, ring, members = make_ring(7)
    change_person(person=members[0].pk, is_active=False)
    change_person(person=members[1].pk, is_staff=True)
    remove_account(members[2])
    act = decide_ring(by=root, ring=ring.pk, decision=Decision.SUSPEND)
    assert receipt(act) == (State.RUNNING, 0, 0, 0)
    with pytest.raises(InvalidInput, match=r"^A decision about this ring is in force\."):
        decide_ring(by=root, ring=ring.pk, decision=Decision.LIMIT)
    assert carry_out_batch(act=act.pk)
    # Killed here, another goes on, and nothing is done twice.
    step = persistent(partial(carry_out_batch, act=act.pk))
    assert sorted(map(str, at_once(step, step, step))) == ["False", "True", "True"]
    drain()
    assert receipt(act) == (State.DONE, 7, 4, 0)
    assert act.finished_at is not None
    assert who(is_active=False) == {"member0", "member3", "member4", "member5", "member6"}
    assert JournalEntry.objects.filter(kind="suspended").count() == 5
    # Somebody decides about one of them meanwhile, twice.
    change_person(person=members[3].pk, is_active=True)
    change_person(person=members[3].pk, is_active=False)
    change_person(person=members[4].pk, is_active=True)
    undone = undo_ring_decision(by=root, ring=ring.pk)
    assert undone.pk == act.pk
    assert receipt(act) == (State.UNDOING, 0, 4, 0)
    assert undo_ring_decision(by=root, ring=ring.pk).pk == act.pk
    drain()
    assert receipt(act) == (State.UNDONE, 4, 4, 2)
    assert who(is_active=False) == {"member0", "member3"}
    assert found() == []


def test_a_ring_is_limited_and_undone_half_way() -> None:
    root, ring, members = make_ring(5)
    User.objects.filter(pk=members[0].pk).update(is_limited=True)
    act = decide_ring(by=root, ring=ring.pk, decision=Decision.LIMIT)
    carry_out_batch(act=act.pk)
    carry_out_batch(act=act.pk)
    assert who(is_limited=True) == {"member0", "member1", "member2", "member3"}
    undo_ring_decision(by=root, ring=ring.pk)
    drain()
    assert receipt(act) == (State.UNDONE, 3, 3, 3)
    assert who(is_limited=True) == {"member0"}
    again = decide_ring(by=root, ring=ring.pk, decision=Decision.LIMIT)
    drain()
    assert receipt(again) == (State.DONE, 5, 4, 0)


def test_refusals_change_nothing() -> None:
    root, ring, members = make_ring(2)
    before = everything()
    with pytest.raises(Forbidden, match=r"^Only moderators may do this\.$"):
        decide_ring(by=members[0], ring=ring.pk, decision=Decision.SUSPEND)
    with pytest.raises(Forbidden, match=r"^Only moderators may do this\.$"):
        undo_ring_decision(by=members[0], ring=ring.pk)
    with pytest.raises(NotFound, match=r"^Ring not found\.$"):
        decide_ring(by=root, ring=ring.pk + 1, decision=Decision.SUSPEND)
    with pytest.raises(NotFound, match=r"^No decision about this ring is in force\.$"):
        undo_ring_decision(by=root, ring=ring.pk)
    assert everything() == before
