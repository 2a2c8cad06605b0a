"""Liking and unliking, with what it leaves in both stores."""

import pytest

from core.common.errors import NotFound
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.notifications.models import Notification
from core.posts.services import delete_post
from tests.factories import make_post, make_user, make_users
from tests.graph_state import edges

pytestmark = pytest.mark.usefixtures("stores")


def notified() -> list[tuple[str, int, int, int | None]]:
    """Kind, recipient, actor and post of every notification that is shown."""
    found = Notification.objects.filter(withdrawn_at__isnull=True).order_by("id")
    return list(found.values_list("kind", "recipient", "actor", "post"))


def test_a_like_reaches_both_stores_and_tells_the_author() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    like(liker=bob, post=post.pk)
    like(liker=bob, post=post.pk)
    assert edges("LIKED") == [("LIKED", bob.pk, post.pk)]
    assert notified() == [("like", ada.pk, bob.pk, post.pk)]
    assert JournalEntry.objects.filter(kind="liked").count() == 1


def test_an_unlike_takes_edge_and_notification() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    like(liker=bob, post=post.pk)
    unlike(liker=bob, post=post.pk)
    unlike(liker=bob, post=post.pk)
    assert edges("LIKED") == []
    assert notified() == []
    assert JournalEntry.objects.filter(kind="unliked").count() == 1


def test_an_unlike_leaves_the_notifications_of_other_likes() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    first, second = make_post(ada, "First."), make_post(ada, "Second.")
    like(liker=bob, post=first.pk)
    like(liker=bob, post=second.pk)
    like(liker=cyd, post=first.pk)
    unlike(liker=bob, post=first.pk)
    assert notified() == [("like", ada.pk, bob.pk, second.pk), ("like", ada.pk, cyd.pk, first.pk)]


def test_nobody_is_notified_of_their_own_like() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    like(liker=ada, post=post.pk)
    assert edges("LIKED") == [("LIKED", ada.pk, post.pk)]
    assert notified() == []


@pytest.mark.parametrize("command", [like, unlike])
def test_a_deleted_post_takes_no_like(command) -> None:  # type: ignore[no-untyped-def]
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    delete_post(editor=ada, post=post.pk)
    before = JournalEntry.objects.count()
    with pytest.raises(NotFound, match=r"^Post not found\.$"):
        command(liker=bob, post=post.pk)
    assert JournalEntry.objects.count() == before
    assert edges() == []
