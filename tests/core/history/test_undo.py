"""Undoing acts: the edge is as it was, and who has decided again since is not overruled."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.blocks.services import block, unblock
from core.common.errors import InvalidInput, NotFound
from core.follows.removal import remove_follower
from core.follows.services import follow, unfollow
from core.history.undo import undo
from core.journal.models import EntryCause, JournalEntry
from core.mutes.services import mute, unmute
from core.notifications.models import Notification
from core.privacy.services import update_privacy
from core.visibility.models import Mute
from tests.core.consistency.auditing import found
from tests.factories import make_users
from tests.graph_state import edges, edges_with_properties
from tests.threads import at_once, persistent

from .acting import history, in_short, newest

pytestmark = pytest.mark.usefixtures("stores")


def times() -> dict[tuple[str, int, int], object]:
    """Since when each follow and block is."""
    found = [each for each in edges_with_properties() if each[0] in ("FOLLOWS", "BLOCKS")]
    return {(name, actor, target): each["since"] for name, actor, target, each in found}


def refused(user: User, act: int) -> None:
    """It can no longer be undone, and nothing changes."""
    before = (JournalEntry.objects.count(), EntryCause.objects.count(), edges_with_properties())
    with pytest.raises(InvalidInput, match=r"^This can no longer be undone\.$") as refusal:
        undo(viewer=user, act=act)
    assert refusal.value.field == "id"
    after = (JournalEntry.objects.count(), EntryCause.objects.count(), edges_with_properties())
    assert after == before


def test_a_follow_that_ended_begins_when_it_began() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    before = times()
    unfollow(follower=ada, followee=bob.pk)
    act = newest(ada, "unfollowed")
    withdrawn = list(Notification.objects.values_list("pk", "withdrawn_at"))
    for _ in range(2):
        assert undo(viewer=ada, act=act) == bob.pk
        assert times() == before
    assert list(Notification.objects.values_list("pk", "withdrawn_at")) == withdrawn
    assert in_short(ada) == [
        ("followed", "bob", "undo", True),
        ("unfollowed", "bob", "me", False),
        ("followed", "bob", "me", False),
    ]
    # And that is undone, too.
    undo(viewer=ada, act=newest(ada, "followed"))
    assert edges("FOLLOWS") == []
    assert in_short(ada)[0] == ("unfollowed", "bob", "undo", True)
    undo(viewer=ada, act=newest(ada, "unfollowed"))
    assert times() == before
    assert found() == []


def test_only_who_removed_a_follower_restores_them() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    before = times()
    remove_follower(user=ada, follower=bob.pk)
    act = newest(ada, "follower_removed")
    with pytest.raises(NotFound, match=r"^Act not found\.$"):
        undo(viewer=bob, act=act)
    assert undo(viewer=ada, act=act) == bob.pk
    assert times() == before
    undo(viewer=ada, act=newest(ada, "follower_restored"))
    assert edges("FOLLOWS") == []
    assert in_short(ada)[0] == ("follower_removed", "bob", "undo", True)
    assert in_short(bob) == [("followed", "ada", "me", False)]


def test_undoing_a_block_restores_what_it_cut() -> None:
    ada, bob = make_users("ada", "bob")
    for one, other in ((ada, bob), (bob, ada)):
        follow(follower=one, followee=other.pk)
    before = times()
    block(blocker=ada, person=bob.pk)
    refused(ada, newest(ada, "unfollowed"))
    act = newest(ada, "blocked")
    for _ in range(2):
        assert undo(viewer=ada, act=act) == bob.pk
        assert times() == before
    # Undoing that blocks again.
    act = newest(ada, "unblocked")
    for _ in range(2):
        undo(viewer=ada, act=act)
        assert edges("BLOCKS") == [("BLOCKS", ada.pk, bob.pk)]
        assert edges("FOLLOWS") == []
    assert found() == []


def test_one_follow_that_a_block_has_cut_is_restored_after_it() -> None:
    ada, bob = make_users("ada", "bob")
    for one, other in ((ada, bob), (bob, ada)):
        follow(follower=one, followee=other.pk)
    block(blocker=ada, person=bob.pk)
    unblock(blocker=ada, person=bob.pk)
    undo(viewer=ada, act=newest(ada, "unfollowed"))
    assert edges("FOLLOWS") == [("FOLLOWS", ada.pk, bob.pk)]


def test_a_mute_that_ended_has_its_time_again() -> None:
    ada, bob = make_users("ada", "bob")
    until = timezone.now() + timedelta(hours=1)
    mute(viewer=ada, person=bob.pk, until=until)
    unmute(viewer=ada, person=bob.pk)
    act = newest(ada, "unmuted")
    undo(viewer=ada, act=act)
    assert Mute.objects.get().until == until
    undo(viewer=ada, act=newest(ada, "muted"))
    assert not Mute.objects.exists()
    act = newest(ada, "unmuted")
    EntryCause.objects.filter(pk=act).update(until=timezone.now())
    refused(ada, act)


def test_who_has_decided_again_is_not_overruled() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    remove_follower(user=ada, follower=bob.pk)
    act = newest(ada, "follower_removed")
    follow(follower=bob, followee=ada.pk)
    # It is as it was: no change.
    before = JournalEntry.objects.count()
    assert undo(viewer=ada, act=act) == bob.pk
    assert JournalEntry.objects.count() == before
    unfollow(follower=bob, followee=ada.pk)
    refused(ada, act)
    for _ in range(2):
        follow(follower=ada, followee=bob.pk)
        unfollow(follower=ada, followee=bob.pk)
    refused(ada, history(ada)[2].id)


def test_who_has_asked_to_follow_again_is_not_made_to_follow() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    remove_follower(user=ada, follower=bob.pk)
    act = newest(ada, "follower_removed")
    update_privacy(user=ada, is_private=True)
    follow(follower=bob, followee=ada.pk)
    assert edges("REQUESTED") == [("REQUESTED", bob.pk, ada.pk)]
    refused(ada, act)
    assert not history(ada)[0].can_undo
    block(blocker=ada, person=bob.pk)
    kinds = ["blocked", "request_refused", "follower_removed"]
    assert [each[0] for each in in_short(ada)] == kinds
    undo(viewer=ada, act=newest(ada, "blocked"))
    assert edges("REQUESTED") == [("REQUESTED", bob.pk, ada.pk)]
    assert found() == []


def test_refusals() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=ada, followee=bob.pk)
    unfollow(follower=ada, followee=bob.pk)
    act = newest(ada, "unfollowed")
    for viewer, absent in ((cyd, act), (ada, act + 1000), (ada, 2**63 - 1), (ada, 0)):
        with pytest.raises(NotFound, match=r"^Act not found\.$"):
            undo(viewer=viewer, act=absent)
    User.objects.filter(pk=bob.pk).update(is_private=True)
    refused(ada, act)
    User.objects.filter(pk=bob.pk).update(is_private=False)
    block(blocker=bob, person=ada.pk)
    with pytest.raises(NotFound, match=r"^User not found\.$"):
        undo(viewer=ada, act=act)
    unblock(blocker=bob, person=ada.pk)
    JournalEntry.objects.update(recorded_at=timezone.now() - timedelta(days=31))
    with pytest.raises(NotFound, match=r"^Act not found\.$"):
        undo(viewer=ada, act=act)
    assert edges("FOLLOWS") == []


def test_undone_at_once_and_beside_a_new_act_it_is_done_once() -> None:
    ada, bob = make_users("ada", "bob")

    def take_back(act: int) -> int:
        return undo(viewer=ada, act=act)

    for _ in range(6):
        follow(follower=ada, followee=bob.pk)
        unfollow(follower=ada, followee=bob.pk)
        act = newest(ada, "unfollowed")
        before = JournalEntry.objects.count()
        results = at_once(*[persistent(partial(take_back, act))] * 3)
        assert results == [bob.pk] * 3
        assert JournalEntry.objects.count() == before + 1
        act = newest(ada, "followed")
        at_once(
            persistent(partial(take_back, act)),
            persistent(lambda: block(blocker=ada, person=bob.pk)),
        )
        assert edges("FOLLOWS") == []
        unblock(blocker=ada, person=bob.pk)
    assert found() == []
