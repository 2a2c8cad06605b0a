"""Blocking a user with their followers: whom it hits, by which batches, and undone as a whole."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block, unblock
from core.bulk_acts import preview, work
from core.bulk_acts.models import BulkAct
from core.bulk_acts.preview import preview_block
from core.bulk_acts.services import block_with_followers, undo_bulk_act
from core.bulk_acts.work import carry_out_batch, purge
from core.common.errors import InvalidInput, NotFound, RateLimited
from core.follows.services import follow, unfollow
from core.history.undo import undo
from core.jobs.worker import drain
from core.journal.models import JournalEntry
from core.moderation.deletion import remove_account
from core.visibility import Viewer
from tests.core.consistency.auditing import found
from tests.core.history.acting import in_short, newest
from tests.everything import everything
from tests.factories import make_users
from tests.graph_state import edges, edges_with_properties
from tests.jobs import jobs
from tests.threads import at_once, persistent

pytestmark = pytest.mark.usefixtures("stores")

State = BulkAct.State


def make_crowd(size: int) -> tuple[User, User, list[User]]:
    """Ada, Troll, and who follows Troll, the oldest first."""
    ada, troll, *fans = make_users("ada", "troll", *(f"fan{number}" for number in range(size)))
    for fan in fans:
        follow(follower=fan, followee=troll.pk)
    return ada, troll, fans


def blocked(user: User) -> set[int]:
    """Whom somebody blocks, by the graph."""
    return {target for _, actor, target in edges("BLOCKS") if actor == user.pk}


def follows() -> dict[tuple[int, int], object]:
    """Every follow, and since when."""
    return {
        (actor, target): each["since"]
        for name, actor, target, each in edges_with_properties()
        if name == "FOLLOWS"
    }


def receipt(act: BulkAct) -> tuple[str, int, int, int, int]:
    """The state, the place, the end, and how many are hit and restored."""
    act.refresh_from_db()
    return act.state, act.place, act.end, act.hit, act.restored


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people a batch."""
    monkeypatch.setattr(work, "BATCH", 2)


def test_the_preview_says_whom_it_would_hit_and_changes_nothing() -> None:
    ada, troll, fans = make_crowd(6)
    for fan in fans[:3]:
        follow(follower=ada, followee=fan.pk)
    for fan in fans[2:4]:
        follow(follower=fan, followee=ada.pk)
    follow(follower=ada, followee=troll.pk)
    block(blocker=ada, person=fans[5].pk)
    change_person(person=fans[4].pk, is_active=False)
    before = everything()
    viewer = Viewer(ada.pk)
    with pytest.raises(InvalidInput, match=r"^You cannot block yourself\.$"):
        preview_block(viewer, ada, with_followers=True, spare_followed=True)
    shown = preview_block(viewer, troll, with_followers=True, spare_followed=True)
    assert (shown.hit, shown.spared) == (2, 3)
    assert (shown.followed, shown.following, shown.mutual) == (3, 2, 1)
    assert shown.is_exact
    assert list(shown.sample) == [fans[3]]
    shown = preview_block(viewer, troll, with_followers=True, spare_followed=False)
    assert (shown.hit, shown.spared, shown.followed) == (5, 0, 3)
    assert list(shown.sample) == fans[3::-1]
    shown = preview_block(viewer, troll, with_followers=False, spare_followed=True)
    assert (shown.hit, shown.spared, shown.is_exact, shown.sample) == (1, 0, True, [])
    assert everything() == before


def test_followers_who_are_not_shown_are_not_hit() -> None:
    ada, troll, fans = make_crowd(2)
    for column in ("is_private", "followers_visible_to"):
        User.objects.filter(pk=troll.pk).update(is_private=False, followers_visible_to=0)
        User.objects.filter(pk=troll.pk).update(**{column: 1})
        troll.refresh_from_db()
        for viewer, hit in ((ada, 1), (fans[0], 2)):
            shown = preview_block(
                Viewer(viewer.pk), troll, with_followers=True, spare_followed=True
            )
            assert (shown.hit, shown.is_exact) == (hit, True)
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)
    assert receipt(act) == (State.RUNNING, 1, 1, 1, 0)
    drain()
    assert receipt(act) == (State.DONE, 1, 1, 1, 0)


def test_beyond_the_bound_the_newest_are_hit_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preview, "MAX_FOLLOWERS", 3)
    ada, troll, fans = make_crowd(4)
    shown = preview_block(Viewer(ada.pk), troll, with_followers=True, spare_followed=True)
    assert (shown.hit, shown.is_exact) == (4, False)
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)
    assert not act.is_complete
    drain()
    assert blocked(ada) == {troll.pk, *(fan.pk for fan in fans[1:])}
    unfollow(follower=fans[0], followee=troll.pk)
    shown = preview_block(Viewer(fans[0].pk), troll, with_followers=True, spare_followed=True)
    assert (shown.hit, shown.is_exact) == (4, True)


def test_one_act_blocks_the_user_at_once_and_the_followers_by_a_job(small_batches: None) -> None:
    ada, troll, fans = make_crowd(7)
    for one, other in ((ada, troll), (ada, fans[0]), (fans[1], ada), (ada, fans[2])):
        follow(follower=one, followee=other.pk)
    unfollow(follower=ada, followee=fans[2].pk)
    before = follows()
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)
    assert blocked(ada) == {troll.pk}
    assert receipt(act) == (State.RUNNING, 1, 7, 1, 0)
    drain()
    assert jobs() == []
    assert receipt(act) == (State.DONE, 7, 7, 7, 0)
    assert act.finished_at is not None
    assert blocked(ada) == {troll.pk, *(fan.pk for fan in fans[1:])}
    kinds = in_short(ada)
    assert kinds.count(("blocked", "fan1", "bulk", True)) == 1
    assert ("follower_removed", "fan1", "block", False) in kinds
    assert not carry_out_batch(act=act.pk)

    undo_bulk_act(viewer=ada, act=act.pk)
    assert receipt(act) == (State.UNDOING, 0, 7, 7, 0)
    drain()
    assert receipt(act) == (State.UNDONE, 7, 7, 7, 7)
    assert blocked(ada) == set()
    assert follows() == before
    assert undo_bulk_act(viewer=ada, act=act.pk).state == State.UNDONE
    assert jobs() == []
    assert found() == []


def test_killed_half_way_it_goes_on_and_does_nothing_twice(small_batches: None) -> None:
    ada, troll, fans = make_crowd(6)
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)
    assert carry_out_batch(act=act.pk)
    assert receipt(act) == (State.RUNNING, 3, 7, 3, 0)
    step = persistent(partial(carry_out_batch, act=act.pk))
    assert sorted(map(str, at_once(step, step, step))) == ["False", "False", "True"]
    assert receipt(act) == (State.DONE, 7, 7, 7, 0)
    drain()
    made = JournalEntry.objects.filter(actor=ada.pk, kind="blocked")
    assert made.count() == 7
    assert {entry.target for entry in made} == {troll.pk, *(fan.pk for fan in fans)}


def test_what_the_user_decides_meanwhile_wins(small_batches: None) -> None:
    ada, troll, fans = make_crowd(6)
    block(blocker=ada, person=fans[0].pk)
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=False)
    # Of the newest, whom the job reaches first.
    follow(follower=ada, followee=fans[5].pk)
    block(blocker=ada, person=fans[4].pk)
    unblock(blocker=ada, person=fans[4].pk)
    block(blocker=ada, person=fans[3].pk)
    block(blocker=fans[2], person=ada.pk)
    remove_account(fans[1])
    drain()
    assert blocked(ada) == {troll.pk, fans[0].pk, fans[3].pk}
    assert receipt(act) == (State.DONE, 6, 6, 1, 0)
    # Undoing leaves what she has blocked herself.
    unblock(blocker=ada, person=troll.pk)
    block(blocker=ada, person=troll.pk)
    undo_bulk_act(viewer=ada, act=act.pk)
    drain()
    assert receipt(act) == (State.UNDONE, 6, 6, 1, 0)
    assert blocked(ada) == {troll.pk, fans[0].pk, fans[3].pk}


def test_undone_half_way_it_takes_back_what_is_done(small_batches: None) -> None:
    ada, troll, _ = make_crowd(6)
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)
    carry_out_batch(act=act.pk)
    undo_bulk_act(viewer=ada, act=act.pk)
    assert receipt(act) == (State.UNDOING, 0, 3, 3, 0)
    drain()
    assert receipt(act) == (State.UNDONE, 3, 3, 3, 3)
    assert blocked(ada) == set()
    assert found() == []


def test_one_block_of_it_is_undone_by_itself() -> None:
    ada, troll, fans = make_crowd(1)
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)
    drain()
    undo(viewer=ada, act=newest(ada, "blocked"))
    assert blocked(ada) == {troll.pk}
    undo_bulk_act(viewer=ada, act=act.pk)
    drain()
    assert receipt(act)[3:] == (2, 1)
    assert blocked(ada) == set()
    assert len(fans) == 1


def test_refusals_leave_nothing_changed() -> None:
    ada, troll, fans = make_crowd(2)
    block(blocker=fans[0], person=ada.pk)
    before = everything()
    with pytest.raises(InvalidInput, match=r"^You cannot block yourself\.$"):
        block_with_followers(blocker=ada, person=ada.pk, spare_followed=True)
    for person in (fans[0].pk, 4711):
        with pytest.raises(NotFound, match=r"^User not found\.$"):
            block_with_followers(blocker=ada, person=person, spare_followed=True)
    assert everything() == before
    act = block_with_followers(blocker=ada, person=troll.pk, spare_followed=True)
    before = everything()
    with pytest.raises(RateLimited, match=r"^Another bulk act of yours is in work\."):
        block_with_followers(blocker=ada, person=fans[1].pk, spare_followed=True)
    for viewer, absent in ((fans[1], act.pk), (ada, act.pk + 1)):
        with pytest.raises(NotFound, match=r"^Act not found\.$"):
            undo_bulk_act(viewer=viewer, act=absent)
    assert everything() == before
    drain()
    BulkAct.objects.update(created_at=timezone.now() - timedelta(days=30.5))
    with pytest.raises(NotFound, match=r"^Act not found\.$"):
        undo_bulk_act(viewer=ada, act=act.pk)
    assert purge() == 0
    BulkAct.objects.update(created_at=timezone.now() - timedelta(days=31.5))
    assert purge() == 1
    assert not BulkAct.objects.exists()
