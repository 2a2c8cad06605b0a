"""Following and unfollowing, with what it leaves in both stores."""

import pytest

from core.common.errors import InvalidInput, NotFound
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.notifications.services import mark_read
from tests.factories import make_user, make_users
from tests.graph_state import edges

pytestmark = pytest.mark.usefixtures("stores")


def kinds() -> list[str]:
    """The journal after the people joined, in its order."""
    entries = JournalEntry.objects.exclude(kind="user_saved").order_by("id")
    return list(entries.values_list("kind", flat=True))


def unread(recipient: int) -> list[tuple[str, int]]:
    """Kind and actor of what waits for this person."""
    found = Notification.objects.filter(
        recipient=recipient, withdrawn_at__isnull=True, read_at__isnull=True
    )
    return list(found.values_list("kind", "actor"))


def test_a_follow_reaches_both_stores_and_tells_the_followee() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
    assert kinds() == ["followed"]
    assert unread(bob.pk) == [("follow", ada.pk)]
    assert unread(ada.pk) == []
    assert not JournalEntry.objects.filter(applied_at__isnull=True).exists()


def test_following_twice_is_one_follow() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    follow(follower=ada, followee=bob.pk)
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]
    assert kinds() == ["followed"]
    assert unread(bob.pk) == [("follow", ada.pk)]


def test_an_unfollow_takes_the_edge_and_the_unread_notification() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    unfollow(follower=ada, followee=bob.pk)
    unfollow(follower=ada, followee=bob.pk)
    assert edges() == []
    assert kinds() == ["followed", "unfollowed"]
    assert unread(bob.pk) == []


def test_unfollowing_oneself_changes_nothing() -> None:
    ada = make_user("ada")
    unfollow(follower=ada, followee=ada.pk)
    assert (edges(), kinds()) == ([], [])


def test_unfollowing_someone_never_followed_changes_nothing() -> None:
    ada, bob = make_users("ada", "bob")
    unfollow(follower=ada, followee=bob.pk)
    assert kinds() == []


def test_one_notification_however_often_it_is_undone_and_redone() -> None:
    ada, bob = make_users("ada", "bob")
    for _ in range(3):
        follow(follower=ada, followee=bob.pk)
        unfollow(follower=ada, followee=bob.pk)
    follow(follower=ada, followee=bob.pk)
    assert Notification.objects.count() == 1
    assert unread(bob.pk) == [("follow", ada.pk)]
    assert edges() == [("FOLLOWS", ada.pk, bob.pk)]


def test_a_notification_that_was_read_stays_read() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    mark_read(viewer=bob, notification=Notification.objects.get().pk)
    unfollow(follower=ada, followee=bob.pk)
    follow(follower=ada, followee=bob.pk)
    assert unread(bob.pk) == []
    assert Notification.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_nobody_follows_themselves() -> None:
    ada = make_user("ada")
    with pytest.raises(InvalidInput, match=r"^You cannot follow yourself\.$") as refusal:
        follow(follower=ada, followee=ada.pk)
    assert refusal.value.field == "id"
    assert kinds() == []
    assert edges() == []


@pytest.mark.parametrize("command", [follow, unfollow])
def test_nobody_follows_nobody(command) -> None:  # type: ignore[no-untyped-def]
    ada = make_user("ada")
    with pytest.raises(NotFound, match=r"^User not found\.$"):
        command(follower=ada, followee=999)
    assert kinds() == []
