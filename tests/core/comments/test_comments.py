"""Comments in threads: who is notified, who may delete, and what happens to replies."""

import pytest

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import create_comment, delete_comment, update_comment
from core.common.errors import Forbidden, InvalidInput, NotFound
from core.journal.models import JournalEntry
from core.lists.pages import PageRequest
from core.notifications.models import Notification
from core.notifications.selectors import (
    NotificationFilter,
    count_notifications,
    notifications_page,
)
from core.notifications.services import mark_all_read
from core.visibility import Viewer
from tests.factories import make_post, make_user, make_users
from tests.graph_state import edges

pytestmark = pytest.mark.usefixtures("stores")


def notified() -> list[tuple[str, int, int]]:
    """Kind, recipient and actor of every notification."""
    return list(Notification.objects.order_by("id").values_list("kind", "recipient", "actor"))


def test_a_comment_reaches_both_stores_and_tells_the_author() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    comment = create_comment(author=bob, post=post.pk, content="  Well said.  ")
    assert comment.content == "Well said."
    assert comment.edited_at is None
    assert edges("COMMENTED_ON") == [("COMMENTED_ON", bob.pk, post.pk)]
    assert notified() == [("comment", ada.pk, bob.pk)]


def test_a_reply_tells_both_authors_each_once() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    comment = create_comment(author=bob, post=post.pk, content="First.")
    Notification.objects.all().delete()
    create_comment(author=cyd, post=post.pk, content="Second.", parent=comment.pk)
    assert notified() == [("reply", bob.pk, cyd.pk), ("comment", ada.pk, cyd.pk)]


def test_a_reply_to_the_authors_own_comment_tells_them_once() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    comment = create_comment(author=ada, post=post.pk, content="First.")
    create_comment(author=bob, post=post.pk, content="Second.", parent=comment.pk)
    assert notified() == [("reply", ada.pk, bob.pk)]


def test_nobody_is_notified_of_their_own_comments() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    comment = create_comment(author=ada, post=post.pk, content="First.")
    create_comment(author=ada, post=post.pk, content="Second.", parent=comment.pk)
    assert notified() == []
    assert edges("COMMENTED_ON") == [("COMMENTED_ON", ada.pk, post.pk)] * 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "This must not be empty."),
        (" \n ", "This must not be empty."),
        ("x" * 2001, "This has 2,001 characters; at most 2,000 are allowed."),
        ("a\x00b", "Text must not contain NUL or unpaired surrogates."),
        ("a\ud800b", "Text must not contain NUL or unpaired surrogates."),
    ],
)
def test_unkept_texts(content: str, message: str) -> None:
    ada = make_user("ada")
    post = make_post(ada)
    with pytest.raises(InvalidInput) as refusal:
        create_comment(author=ada, post=post.pk, content=content)
    assert (refusal.value.message, refusal.value.field) == (message, "content")
    assert not Comment.objects.exists()


def test_a_parent_of_another_post_is_refused() -> None:
    ada = make_user("ada")
    elsewhere = create_comment(author=ada, post=make_post(ada).pk, content="Elsewhere.")
    with pytest.raises(InvalidInput, match=r"^This comment belongs to another post\.$") as refusal:
        create_comment(author=ada, post=make_post(ada).pk, content="Hm.", parent=elsewhere.pk)
    assert refusal.value.field == "parent"
    assert Comment.objects.count() == 1


def test_replies_move_up_when_their_parent_is_deleted() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    top = create_comment(author=ada, post=post.pk, content="Top.")
    middle = create_comment(author=bob, post=post.pk, content="Middle.", parent=top.pk)
    reply = create_comment(author=ada, post=post.pk, content="Reply.", parent=middle.pk)
    delete_comment(editor=bob, comment=middle.pk)
    reply.refresh_from_db()
    assert reply.parent_id == top.pk
    assert edges("COMMENTED_ON") == [("COMMENTED_ON", ada.pk, post.pk)] * 2
    # The notification of the deleted comment is gone, the one of the reply stays.
    assert notified() == [("reply", bob.pk, ada.pk)]


def unread(user: User) -> list[tuple[str, int | None]]:
    """Kind and comment of each notification that the user sees as unread, newest first."""
    wanted = NotificationFilter(unread=True)
    page = notifications_page(Viewer.of(user), wanted, PageRequest(first=10))
    assert count_notifications(Viewer.of(user), wanted) == len(page.items)
    return [(each.kind, each.comment_id) for each in page.items]


def test_a_deleted_comment_takes_back_what_it_sent() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada).pk
    top = create_comment(author=bob, post=post, content="Top.")
    reply = create_comment(author=cyd, post=post, content="Reply.", parent=top.pk)
    assert unread(ada) == [("comment", reply.pk), ("comment", top.pk)]
    assert unread(bob) == [("reply", reply.pk)]
    delete_comment(editor=cyd, comment=reply.pk)
    assert unread(ada) == [("comment", top.pk)]
    assert unread(bob) == []
    delete_comment(editor=ada, comment=top.pk)
    assert unread(ada) == []


@pytest.mark.parametrize("by", ["ada", "bob"])
def test_nobody_is_notified_of_replies_to_a_deleted_comment(by: str) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada).pk
    top = create_comment(author=bob, post=post, content="Top.")
    seen = create_comment(author=cyd, post=post, content="Seen.", parent=top.pk)
    mark_all_read(viewer=bob)
    reply = create_comment(author=cyd, post=post, content="Reply.", parent=top.pk)
    below = create_comment(author=bob, post=post, content="Below.", parent=reply.pk)
    own = create_comment(author=bob, post=post, content="Other.")
    other = create_comment(author=cyd, post=post, content="To other.", parent=own.pk)
    delete_comment(editor=ada if by == "ada" else bob, comment=top.pk)
    assert unread(bob) == [("reply", other.pk)]
    # What was read stays; replies to replies, and comments on the post, are what they were.
    page = notifications_page(Viewer.of(bob), NotificationFilter(), PageRequest(first=10))
    assert [each.comment_id for each in page.items] == [other.pk, seen.pk]
    assert unread(cyd) == [("reply", below.pk)]
    assert [pk for _, pk in unread(ada)] == [other.pk, own.pk, below.pk, reply.pk, seen.pk]


def test_the_author_of_the_post_is_still_notified_of_the_comment() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada).pk
    top = create_comment(author=ada, post=post, content="Top.")
    reply = create_comment(author=bob, post=post, content="Reply.", parent=top.pk)
    delete_comment(editor=ada, comment=top.pk)
    assert unread(ada) == [("reply", reply.pk)]


def test_the_author_of_the_post_may_delete_and_others_may_not() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    comment = create_comment(author=bob, post=post.pk, content="Hm.")
    before = JournalEntry.objects.count()
    with pytest.raises(
        Forbidden, match=r"^Only its author and the author of the post may delete a comment\.$"
    ):
        delete_comment(editor=cyd, comment=comment.pk)
    assert Comment.objects.count() == 1
    assert JournalEntry.objects.count() == before
    delete_comment(editor=ada, comment=comment.pk)
    assert not Comment.objects.exists()
    with pytest.raises(NotFound, match=r"^Comment not found\.$"):
        delete_comment(editor=ada, comment=comment.pk)


def test_only_the_author_edits_and_the_comment_says_so() -> None:
    ada, bob = make_users("ada", "bob")
    comment = create_comment(author=bob, post=make_post(ada).pk, content="Frist.")
    with pytest.raises(Forbidden, match=r"^Only its author may edit a comment\.$"):
        update_comment(editor=ada, comment=comment.pk, content="Mine.")
    edited = update_comment(editor=bob, comment=comment.pk, content="First.")
    assert edited.content == "First."
    assert edited.edited_at is not None
