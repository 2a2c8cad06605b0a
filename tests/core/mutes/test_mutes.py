"""Muting and unmuting, with what they leave in both stores."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.bulk import NewEdge, load_edges
from core.common.errors import InvalidInput, NotFound
from core.consistency import Audit
from core.consistency.rebuild import rebuild
from core.feed.selectors import count_feed, feed_page
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.likes.services import like
from core.lists.pages import PageRequest
from core.moderation.deletion import remove_account
from core.mutes.expiry import end_expired
from core.mutes.selectors import count_muted, muted_page, mutes_among
from core.mutes.services import mute, unmute
from core.notifications.models import Notification
from core.notifications.selectors import (
    NotificationFilter,
    count_notifications,
    notifications_page,
)
from core.visibility import Viewer
from core.visibility.models import Mute
from graph.connection import client
from graph.edges import MUTES
from tests.core.consistency.auditing import Quiet, found
from tests.factories import make_post, make_users
from tests.graph_state import edges, edges_with_properties

pytestmark = pytest.mark.usefixtures("stores")


def kinds() -> list[str]:
    """The entries about mutes, in their order."""
    entries = JournalEntry.objects.filter(kind__in=MUTES.kinds).order_by("pk")
    return list(entries.values_list("kind", flat=True))


def shown(user: User) -> tuple[list[int], int]:
    """Whom somebody mutes, by the list and its count."""
    viewer = Viewer(user.pk)
    page = muted_page(viewer, PageRequest(first=10))
    return [each.pk for each in page.items], count_muted(viewer)


def feed_of(user: User, size: int = 10) -> tuple[list[str], int | None]:
    """The texts of a feed, and its count."""
    viewer = Viewer(user.pk)
    page = feed_page(viewer, PageRequest(first=size)).page
    return [post.content for post in page.items], count_feed(viewer)


def test_a_mute_is_one_edge_and_nobody_hears_of_it() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    for _ in range(2):
        mute(viewer=ada, person=bob.pk)
    mute(viewer=ada, person=cyd.pk)
    assert edges("MUTES") == [("MUTES", ada.pk, bob.pk), ("MUTES", ada.pk, cyd.pk)]
    assert kinds() == ["muted", "muted"]
    assert not Notification.objects.exists()
    assert shown(ada) == ([cyd.pk, bob.pk], 2)
    assert shown(bob) == ([], 0)
    for _ in range(2):
        unmute(viewer=ada, person=bob.pk)
    assert kinds() == ["muted", "muted", "unmuted"]
    assert shown(ada) == ([cyd.pk], 1)
    assert edges("MUTES") == [("MUTES", ada.pk, cyd.pk)]


def test_the_feed_is_full_without_posts_of_who_is_muted() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    for followee in (bob, cyd):
        follow(follower=ada, followee=followee.pk)
    for number in range(3):
        make_post(cyd, f"cyd {number}")
    for number in range(5):
        make_post(bob, f"bob {number}")
    mute(viewer=ada, person=bob.pk)
    assert feed_of(ada, 2) == (["cyd 2", "cyd 1"], 3)
    assert feed_of(ada) == (["cyd 2", "cyd 1", "cyd 0"], 3)
    change_person(person=ada.pk, is_active=False)
    viewer = Viewer(ada.pk, is_suspended=True)
    page = feed_page(viewer, PageRequest(first=9)).page
    assert [post.content for post in page.items] == ["cyd 2", "cyd 1", "cyd 0"]
    assert count_feed(viewer) == 3
    change_person(person=ada.pk, is_active=True)
    unmute(viewer=ada, person=bob.pk)
    assert feed_of(ada, 2) == (["bob 4", "bob 3"], 8)


def test_what_who_is_muted_does_is_not_in_notifications() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    for liker in (bob, cyd):
        like(liker=liker, post=post.pk)

    def actors() -> tuple[list[int], int]:
        viewer = Viewer(ada.pk)
        page = notifications_page(viewer, NotificationFilter(), PageRequest(first=9))
        count = count_notifications(viewer, NotificationFilter(unread=True))
        return [each.actor_id for each in page.items], count

    mute(viewer=ada, person=bob.pk)
    assert actors() == ([cyd.pk], 1)
    unmute(viewer=ada, person=bob.pk)
    assert actors() == ([cyd.pk, bob.pk], 2)


def test_a_mute_ends_with_its_time() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=ada, followee=bob.pk)
    make_post(bob, "Hello.")
    until = timezone.now() + timedelta(hours=1)
    mute(viewer=ada, person=bob.pk)
    mute(viewer=ada, person=bob.pk, until=until)
    mute(viewer=ada, person=cyd.pk)
    assert mutes_among(Viewer(ada.pk), [ada.pk, bob.pk, cyd.pk]) == {bob.pk: until, cyd.pk: None}
    assert feed_of(ada) == ([], 0)
    assert end_expired() == 0
    Mute.objects.filter(person=bob).update(until=timezone.now())
    assert feed_of(ada) == (["Hello."], 1)
    assert shown(ada) == ([cyd.pk], 1)
    assert len(edges("MUTES")) == 2
    assert end_expired() == 1
    assert end_expired() == 0
    assert edges("MUTES") == [("MUTES", ada.pk, cyd.pk)]
    assert found() == []


def test_refusals() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    with pytest.raises(InvalidInput, match=r"^You cannot mute yourself\.$"):
        mute(viewer=ada, person=ada.pk)
    with pytest.raises(InvalidInput, match=r"^This time is over\.$"):
        mute(viewer=ada, person=bob.pk, until=timezone.now() - timedelta(seconds=1))
    block(blocker=bob, person=ada.pk)
    change_person(person=cyd.pk, is_active=False)
    for person in (bob.pk, cyd.pk, 4711):
        for command in (mute, unmute):
            with pytest.raises(NotFound, match=r"^User not found\.$"):
                command(viewer=ada, person=person)
    assert kinds() == []


def test_the_mutes_of_a_deleted_account_go() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    mute(viewer=ada, person=bob.pk)
    mute(viewer=bob, person=ada.pk)
    mute(viewer=cyd, person=bob.pk)
    remove_account(ada)
    assert edges("MUTES") == [("MUTES", cyd.pk, bob.pk)]
    User.with_deleted.filter(pk=ada.pk).delete()
    assert list(Mute.objects.values_list("viewer", "person")) == [(cyd.pk, bob.pk)]


def test_the_audit_the_repair_and_the_rebuild_know_mutes() -> None:
    ada, bob = make_users("ada", "bob")
    mute(viewer=ada, person=bob.pk)
    before = edges_with_properties()
    assert found() == []
    client.write("MATCH ()-[r:MUTES]->() DELETE r")
    assert len(found()) == 1
    assert len(list(Audit(Quiet(), repair=True).differences())) == 1
    assert edges_with_properties() == before
    client.write("MATCH (n) DETACH DELETE n")
    rebuild(Quiet())
    assert edges("MUTES") == [("MUTES", ada.pk, bob.pk)]
    assert found() == []
    with pytest.raises(ValueError, match=r"^Mutes are made by their service\.$"):
        load_edges(MUTES, [NewEdge(bob.pk, ada.pk, timezone.now())])
