"""Requests to follow in the history of either side, and undoing what was decided about them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.blocks.services import block
from core.common.errors import InvalidInput
from core.follows.acceptance import accept_batch
from core.follows.models import FollowRequest
from core.follows.removal import remove_follower
from core.follows.requests import accept_request, refuse_request, withdraw_request
from core.follows.services import follow, unfollow
from core.history.undo import undo
from core.journal.causes import Because
from core.journal.models import Cause, JournalEntry
from core.notifications.models import Notification
from tests.core.consistency.auditing import found
from tests.factories import make_users
from tests.graph_state import edges, edges_with_properties

from .acting import in_short, newest

pytestmark = pytest.mark.usefixtures("stores")


def make_private(name: str = "bob", *others: str) -> list[User]:
    """Somebody whose account is private, and others."""
    private, *people = make_users(name, *others)
    User.objects.filter(pk=private.pk).update(is_private=True)
    private.refresh_from_db()
    return [private, *people]


def requests() -> list[tuple[int, int]]:
    """Follower and followee of each request, in both stores."""
    rows = list(FollowRequest.objects.values_list("follower", "followee"))
    assert sorted(rows) == sorted(edge[1:3] for edge in edges() if edge[0] == "REQUESTED")
    return rows


def test_each_side_has_what_it_decided() -> None:
    bob, ada, cyd, dan = make_private("bob", "ada", "cyd", "dan")
    for one in (ada, cyd, dan):
        follow(follower=one, followee=bob.pk)
    accept_request(user=bob, follower=ada.pk)
    refuse_request(user=bob, follower=cyd.pk)
    withdraw_request(follower=dan, followee=bob.pk)
    assert in_short(bob) == [
        ("request_refused", "cyd", "me", True),
        ("request_accepted", "ada", "me", True),
    ]
    assert in_short(ada) == [("requested", "bob", "me", False)]
    assert in_short(cyd) == [("requested", "bob", "me", False)]
    assert in_short(dan) == [
        ("request_withdrawn", "bob", "me", True),
        ("requested", "bob", "me", False),
    ]


def test_requests_to_an_account_that_is_public_now() -> None:
    bob, ada, cyd = make_private("bob", "ada", "cyd")
    for one in (ada, cyd):
        follow(follower=one, followee=bob.pk)
    User.objects.filter(pk=bob.pk).update(is_private=False)
    follow(follower=ada, followee=bob.pk)
    accept_batch(bob.pk)
    assert requests() == []
    # Nobody decided about the one or the other but who follows.
    assert in_short(bob) == []
    for one in (ada, cyd):
        assert in_short(one) == [
            ("followed", "bob", "me", True),
            ("requested", "bob", "me", False),
        ]
        undo(viewer=one, act=newest(one, "followed"))
    assert [edge for edge in edges() if edge[0] == "FOLLOWS"] == []


def test_what_was_decided_about_a_request_is_undone_and_undone_again() -> None:
    bob, ada, cyd = make_private("bob", "ada", "cyd")
    for one in (ada, cyd):
        follow(follower=one, followee=bob.pk)
    before = edges_with_properties()
    notices = sorted(Notification.objects.values_list("pk", "kind"))
    withdraw_request(follower=ada, followee=bob.pk)
    refuse_request(user=bob, follower=cyd.pk)
    undo(viewer=ada, act=newest(ada, "request_withdrawn"))
    undo(viewer=bob, act=newest(bob, "request_refused"))
    # They have been there since they were made, and nobody is notified.
    since = {each[:3]: each[3]["since"] for each in before if each[0] == "REQUESTED"}
    assert since == {
        each[:3]: each[3]["since"] for each in edges_with_properties() if each[0] == "REQUESTED"
    }
    assert sorted(requests()) == [(ada.pk, bob.pk), (cyd.pk, bob.pk)]
    assert sorted(Notification.objects.values_list("pk", "kind")) == notices
    assert in_short(ada)[0] == ("requested", "bob", "undo", True)
    assert in_short(bob)[0] == ("request_restored", "cyd", "undo", True)
    undo(viewer=ada, act=newest(ada, "requested"))
    undo(viewer=bob, act=newest(bob, "request_restored"))
    assert requests() == []
    assert in_short(ada)[0] == ("request_withdrawn", "bob", "undo", True)
    assert in_short(bob)[0] == ("request_refused", "cyd", "undo", True)
    assert found() == []


def test_an_acceptance_is_undone_by_removing_the_follower() -> None:
    bob, ada = make_private("bob", "ada")
    follow(follower=ada, followee=bob.pk)
    accept_request(user=bob, follower=ada.pk)
    asked = newest(ada, "requested")
    undo(viewer=bob, act=newest(bob, "request_accepted"))
    assert in_short(bob)[0] == ("follower_removed", "ada", "undo", True)
    assert [edge for edge in edges() if edge[0] in ("FOLLOWS", "REQUESTED")] == []
    # Who removes one whom they had accepted has decided it, too.
    undo(viewer=bob, act=newest(bob, "follower_removed"))
    remove_follower(user=bob, follower=ada.pk)
    assert in_short(bob)[0] == ("follower_removed", "ada", "me", True)
    with pytest.raises(InvalidInput, match=r"^This can no longer be undone\.$"):
        undo(viewer=ada, act=asked)


def test_nobody_is_asked_again_where_it_is_public_or_blocked() -> None:
    bob, ada, cyd = make_private("bob", "ada", "cyd")
    for one in (ada, cyd):
        follow(follower=one, followee=bob.pk)
        withdraw_request(follower=one, followee=bob.pk)
    block(blocker=ada, person=bob.pk)
    User.objects.filter(pk=bob.pk).update(is_private=False)
    for one in (ada, cyd):
        act = newest(one, "request_withdrawn")
        assert ("request_withdrawn", "bob", "me", False) in in_short(one)
        with pytest.raises(InvalidInput, match=r"^This can no longer be undone\.$"):
            undo(viewer=one, act=act)
    assert requests() == []


def test_what_a_block_cuts_and_restores_of_requests() -> None:
    bob, ada = make_private("bob", "ada")
    follow(follower=ada, followee=bob.pk)
    block(blocker=bob, person=ada.pk)
    assert in_short(bob) == [
        ("blocked", "ada", "me", True),
        ("request_refused", "ada", "block", False),
    ]
    undo(viewer=bob, act=newest(bob, "blocked"))
    assert in_short(bob)[:2] == [
        ("request_restored", "ada", "undo", True),
        ("unblocked", "ada", "undo", True),
    ]
    assert requests() == [(ada.pk, bob.pk)]


def test_an_act_of_a_moderator_is_listed_and_stays() -> None:
    ada, bob, mod = make_users("ada", "bob", "mod")
    follow(follower=ada, followee=bob.pk)
    unfollow(follower=ada, followee=bob.pk, because=Because(mod.pk, Cause.MODERATOR))
    assert in_short(ada)[0] == ("unfollowed", "bob", "staff", False)
    assert in_short(mod) == in_short(bob) == []
    with pytest.raises(InvalidInput, match=r"^This can no longer be undone\.$"):
        undo(viewer=ada, act=newest(ada, "unfollowed"))


def test_requests_are_forgotten_after_thirty_days() -> None:
    bob, ada = make_private("bob", "ada")
    follow(follower=ada, followee=bob.pk)
    JournalEntry.objects.update(recorded_at=timezone.now() - timedelta(days=30.1))
    assert in_short(ada) == []
