"""Requests to follow private accounts, with what they leave in both stores."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.follows import cut_between
from core.blocks.services import block, restore_follows, unblock
from core.bulk import NewEdge, load_edges
from core.common.errors import InvalidInput, NotFound
from core.consistency.rebuild import rebuild
from core.database.clock import database_now
from core.follows import acceptance
from core.follows.models import FollowRequest
from core.follows.removal import remove_follower
from core.follows.request_lists import (
    count_requests,
    received_requests,
    requested_among,
    sent_requests,
)
from core.follows.requests import accept_request, refuse_request, withdraw_request
from core.follows.services import follow, unfollow
from core.jobs.worker import drain
from core.journal.models import JournalEntry
from core.lists.pages import PageRequest
from core.notifications.models import Notification
from core.privacy.services import update_privacy
from core.visibility import Viewer
from graph.connection import client
from graph.edges import FOLLOWS, REQUESTED
from tests.core.consistency.auditing import Quiet, found
from tests.factories import make_users
from tests.graph_state import edges
from tests.jobs import jobs, leave
from tests.threads import at_once, persistent

pytestmark = pytest.mark.usefixtures("stores")

PAGE = PageRequest(first=10)


def private(user: User) -> User:
    """The user, who accepts each follower from now on."""
    return update_privacy(user=user, is_private=True)


def rows() -> list[tuple[int, int]]:
    """The requests of PostgreSQL: who asks whom."""
    return sorted(FollowRequest.objects.values_list("follower", "followee"))


def between() -> list[tuple[str, int, int]]:
    """The follows and requests of the graph."""
    return sorted([*edges("FOLLOWS"), *edges("REQUESTED")])


def entries() -> list[tuple[str, int]]:
    """The entries about follows and requests: kind and actor, in their order."""
    kinds = [*FOLLOWS.kinds, *REQUESTED.kinds]
    return list(
        JournalEntry.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "actor")
    )


def notices(user: User) -> list[tuple[str, int, bool]]:
    """The notifications of this user: kind, actor, and whether it is withdrawn."""
    found_ = Notification.objects.filter(recipient=user).order_by("pk")
    return [(each.kind, each.actor_id, each.withdrawn_at is not None) for each in found_]


def received(user: User) -> tuple[list[int], int]:
    """Who asks to follow this user, by the list and its count."""
    viewer = Viewer.of(User.objects.get(pk=user.pk))
    people = received_requests(viewer, PAGE).items
    return [each.pk for each in people], count_requests(viewer, received=True)


def sent(user: User) -> tuple[list[int], int]:
    """Whom this user asks, likewise."""
    viewer = Viewer.of(User.objects.get(pk=user.pk))
    people = sent_requests(viewer, PAGE).items
    return [each.pk for each in people], count_requests(viewer, received=False)


def test_following_a_private_account_asks_and_asking_again_changes_nothing() -> None:
    ada, bob = make_users("ada", "bob")
    private(bob)
    for _ in range(2):
        assert follow(follower=ada, followee=bob.pk) is None
    assert between() == [("REQUESTED", ada.pk, bob.pk)]
    assert rows() == [(ada.pk, bob.pk)]
    assert entries() == [("requested", ada.pk)]
    assert notices(bob) == [("request", ada.pk, False)]
    assert received(bob) == ([ada.pk], 1)
    assert sent(ada) == ([bob.pk], 1)
    assert received(ada) == sent(bob) == ([], 0)
    assert requested_among(Viewer(ada.pk), [ada.pk, bob.pk]) == {bob.pk}


def test_accepting_makes_the_follow_and_notifies_who_asked() -> None:
    ada, bob = make_users("ada", "bob")
    private(bob)
    follow(follower=ada, followee=bob.pk)
    for _ in range(2):
        accept_request(user=bob, follower=ada.pk)
    assert between() == [("FOLLOWS", ada.pk, bob.pk)]
    assert rows() == []
    assert entries() == [("requested", ada.pk), ("request_ended", ada.pk), ("followed", ada.pk)]
    assert notices(bob) == [("request", ada.pk, True)]
    assert notices(ada) == [("accepted", bob.pk, False)]
    follow(follower=ada, followee=bob.pk)
    assert len(entries()) == 3


def test_who_is_followed_before_stays_followed() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    private(bob)
    shown = follow(follower=ada, followee=bob.pk)
    assert shown is None
    assert between() == [("FOLLOWS", ada.pk, bob.pk)]
    unfollow(follower=ada, followee=bob.pk)
    follow(follower=ada, followee=bob.pk)
    assert between() == [("REQUESTED", ada.pk, bob.pk)]


@pytest.mark.parametrize(
    "end",
    [
        lambda ada, bob: refuse_request(user=bob, follower=ada.pk),
        lambda ada, bob: withdraw_request(follower=ada, followee=bob.pk),
        lambda ada, bob: unfollow(follower=ada, followee=bob.pk),
    ],
    ids=["refused", "withdrawn", "unfollowed"],
)
def test_a_request_that_ends_withdraws_its_notification(
    end: Callable[[User, User], object],
) -> None:
    ada, bob = make_users("ada", "bob")
    private(bob)
    follow(follower=ada, followee=bob.pk)
    for _ in range(2):
        end(ada, bob)
    assert (between(), rows(), notices(ada)) == ([], [], [])
    assert entries() == [("requested", ada.pk), ("request_ended", ada.pk)]
    assert notices(bob) == [("request", ada.pk, True)]
    accept_request(user=bob, follower=ada.pk)
    assert between() == []
    follow(follower=ada, followee=bob.pk)
    assert notices(bob) == [("request", ada.pk, False)]


def test_refusals_change_nothing() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    private(bob)
    block(blocker=bob, person=cyd.pk)
    acts: list[Callable[[], object]] = [
        lambda: follow(follower=cyd, followee=bob.pk),
        lambda: accept_request(user=bob, follower=cyd.pk),
        lambda: refuse_request(user=bob, follower=cyd.pk),
        lambda: withdraw_request(follower=cyd, followee=bob.pk),
        lambda: accept_request(user=bob, follower=99_999),
    ]
    for act in acts:
        with pytest.raises(NotFound, match=r"^User not found\.$"):
            act()
    with pytest.raises(InvalidInput):
        follow(follower=bob, followee=bob.pk)
    accept_request(user=bob, follower=bob.pk)
    accept_request(user=bob, follower=ada.pk)
    assert (between(), rows(), entries()) == ([], [], [])


def test_a_public_account_accepts_everybody_who_has_asked() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    private(bob)
    for each in (dan, ada):
        follow(follower=each, followee=bob.pk)
    private(cyd)
    follow(follower=ada, followee=cyd.pk)
    assert update_privacy(user=bob, is_private=False).is_private is False
    follows = [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", dan.pk, bob.pk)]
    assert between() == [*follows, ("REQUESTED", ada.pk, cyd.pk)]
    assert rows() == [(ada.pk, cyd.pk)]
    assert notices(dan) == [("accepted", bob.pk, False)]
    assert notices(bob) == [("request", dan.pk, True), ("request", ada.pk, True)]
    drain()
    assert jobs() == []
    assert between() == [*follows, ("REQUESTED", ada.pk, cyd.pk)]


def test_many_requests_are_accepted_in_batches_and_a_kill_loses_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(acceptance, "BATCH", 2)
    bob, *others = make_users("bob", *(f"fan{number}" for number in range(7)))
    private(bob)
    for each in others:
        follow(follower=each, followee=bob.pk)
    change_person(person=others[3].pk, is_active=False)
    leave(others[2])
    # What a process leaves that is killed after its first batch.
    update_privacy(user=bob, is_private=False)
    assert rows() == [(each.pk, bob.pk) for each in others[3:]]
    assert ("accept_requests", "todo", 0) in jobs()
    drain()
    assert (rows(), jobs()) == ([], [])
    fans = [others[place].pk for place in (0, 1, 4, 5, 6)]
    assert between() == [("FOLLOWS", fan, bob.pk) for fan in fans]
    assert edges("HIDDEN_FOLLOWS") == [("HIDDEN_FOLLOWS", others[3].pk, bob.pk)]


def test_the_job_stops_where_the_account_is_private_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acceptance, "BATCH", 1)
    bob, ada, cyd = make_users("bob", "ada", "cyd")
    private(bob)
    for each in (ada, cyd):
        follow(follower=each, followee=bob.pk)
    update_privacy(user=bob, is_private=False)
    private(bob)
    drain()
    assert between() == [("FOLLOWS", ada.pk, bob.pk), ("REQUESTED", cyd.pk, bob.pk)]
    assert jobs() == []


def test_following_an_account_that_has_become_public_ends_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(acceptance, "BATCH", 1)
    bob, ada, cyd = make_users("bob", "ada", "cyd")
    private(bob)
    for each in (ada, cyd):
        follow(follower=each, followee=bob.pk)
    update_privacy(user=bob, is_private=False)
    follow(follower=cyd, followee=bob.pk)
    assert between() == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", cyd.pk, bob.pk)]
    assert rows() == []
    drain()
    assert len(entries()) == 6


def test_a_block_ends_requests_and_can_restore_them() -> None:
    ada, bob = make_users("ada", "bob")
    private(ada), private(bob)
    follow(follower=ada, followee=bob.pk)
    follow(follower=bob, followee=ada.pk)
    accept_request(user=ada, follower=bob.pk)
    block(blocker=bob, person=ada.pk)
    assert (between(), rows()) == ([], [])
    remembered = [(each.follower, each.is_request) for each in cut_between(bob.pk, ada.pk)]
    assert remembered == [(ada.pk, True), (bob.pk, False)]
    unblock(blocker=bob, person=ada.pk, restore=True)
    assert between() == [("FOLLOWS", bob.pk, ada.pk), ("REQUESTED", ada.pk, bob.pk)]
    assert rows() == [(ada.pk, bob.pk)]
    assert found() == []


def test_a_request_that_is_restored_to_a_public_account_is_a_follow() -> None:
    ada, bob = make_users("ada", "bob")
    private(bob)
    follow(follower=ada, followee=bob.pk)
    block(blocker=bob, person=ada.pk)
    update_privacy(user=bob, is_private=False)
    unblock(blocker=bob, person=ada.pk)
    restore_follows(blocker=bob, person=ada.pk)
    assert (between(), rows()) == ([("FOLLOWS", ada.pk, bob.pk)], [])


def test_who_is_suspended_is_not_in_the_lists() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    private(bob)
    for each in (ada, cyd):
        follow(follower=each, followee=bob.pk)
    change_person(person=ada.pk, is_active=False)
    assert received(bob) == ([cyd.pk], 1)
    assert sent(ada) == ([bob.pk], 1)
    assert edges("HIDDEN_REQUESTED") == [("HIDDEN_REQUESTED", ada.pk, bob.pk)]
    change_person(person=bob.pk, is_active=False)
    assert sent(cyd) == ([], 0)
    for each in (ada, bob):
        change_person(person=each.pk, is_active=True)
    assert received(bob) == ([cyd.pk, ada.pk], 2)


def test_an_account_that_is_deleted_takes_its_requests_along() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    private(ada), private(bob)
    follow(follower=ada, followee=bob.pk)
    follow(follower=cyd, followee=ada.pk)
    leave(ada)
    assert (between(), rows()) == ([], [])
    assert received(bob) == sent(cyd) == ([], 0)


def test_a_follow_that_is_loaded_needs_no_request_and_ends_it() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    private(bob)
    follow(follower=ada, followee=bob.pk)
    at = database_now() - timedelta(days=1)
    loaded = [NewEdge(ada.pk, bob.pk, at), NewEdge(cyd.pk, bob.pk, at)]
    assert load_edges(FOLLOWS, loaded) == 2
    assert between() == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", cyd.pk, bob.pk)]
    assert rows() == []
    assert found() == []
    with pytest.raises(ValueError, match=r"^Requested are made by their service\.$"):
        load_edges(REQUESTED, [NewEdge(cyd.pk, ada.pk, at)])


def test_removing_a_follower_withdraws_that_they_were_accepted() -> None:
    ada, bob = make_users("ada", "bob")
    private(bob)
    follow(follower=ada, followee=bob.pk)
    accept_request(user=bob, follower=ada.pk)
    remove_follower(user=bob, follower=ada.pk)
    assert notices(ada) == [("accepted", bob.pk, True)]


def test_the_audit_and_the_rebuild_know_requests() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    private(bob)
    for each in (ada, cyd):
        follow(follower=each, followee=bob.pk)
    client.write("MATCH (:User {uid: $uid})-[r:REQUESTED]->() DELETE r", uid=ada.pk)
    assert len(found()) == 1
    rebuild(Quiet())
    assert between() == [("REQUESTED", ada.pk, bob.pk), ("REQUESTED", cyd.pk, bob.pk)]
    assert found() == []


@pytest.mark.parametrize(
    "other",
    [
        lambda ada, bob: withdraw_request(follower=ada, followee=bob.pk),
        lambda ada, bob: block(blocker=bob, person=ada.pk),
        lambda ada, bob: update_privacy(user=bob, is_private=False),
        lambda ada, bob: follow(follower=ada, followee=bob.pk),
    ],
    ids=["withdraw", "block", "public", "ask again"],
)
def test_no_request_is_left_beside_a_follow(other: Callable[[User, User], object]) -> None:
    ada, bob = make_users("ada", "bob")
    for _ in range(5):
        private(bob)
        follow(follower=ada, followee=bob.pk)
        at_once(
            persistent(lambda: _or_not_found(lambda: accept_request(user=bob, follower=ada.pk))),
            persistent(lambda: _or_not_found(lambda: other(ada, bob))),
        )
        assert len(between()) <= 1
        assert rows() == [(one, two) for kind, one, two in between() if kind == "REQUESTED"]
        unblock(blocker=bob, person=ada.pk)
        unfollow(follower=ada, followee=bob.pk)


def test_no_request_is_left_with_an_account_that_is_public() -> None:
    ada, bob = make_users("ada", "bob")
    for _ in range(5):
        private(bob)
        at_once(
            persistent(lambda: follow(follower=ada, followee=bob.pk)),
            persistent(lambda: update_privacy(user=bob, is_private=False)),
        )
        drain()
        assert between() == [("FOLLOWS", ada.pk, bob.pk)]
        assert rows() == []
        unfollow(follower=ada, followee=bob.pk)


def _or_not_found(act: Callable[[], object]) -> None:
    with suppress(NotFound):
        act()
