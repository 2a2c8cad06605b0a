"""What moderation withholds: its author alone sees it, and it comes back as it was."""

import pytest

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.selectors import comments_by_ids, comments_of_posts, replies_to_comments
from core.comments.services import create_comment, update_comment
from core.comments.standing import set_standing as set_standing_of_comment
from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry
from core.lists.pages import PageRequest
from core.notifications.models import Notification
from core.notifications.selectors import (
    NotificationFilter,
    count_notifications,
    notifications_by_ids,
    notifications_page,
)
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.posts.standing import set_standing as set_standing_of_post
from core.visibility import ANYONE, Standing, Viewer
from graph.traversals.counts import post_counts
from tests.core.consistency.auditing import found
from tests.factories import make_post, make_users

pytestmark = pytest.mark.usefixtures("stores")
PAGE = PageRequest(first=100)
ALL = NotificationFilter()


@atomic_with_retry
def put_comment(comment: Comment, standing: Standing) -> None:
    set_standing_of_comment(Comment.objects.select_for_update().get(pk=comment.pk), standing)


@atomic_with_retry
def put_post(post: Post, standing: Standing) -> None:
    set_standing_of_post(Post.objects.select_for_update().get(pk=post.pk), standing)


def comments_seen(viewer: Viewer, post: Post, *comments: Comment) -> list[set[int]]:
    """The comments that every read of them finds, which is the same for all."""
    pids, cids = [post.pk], [comment.pk for comment in comments]
    seen = [set(comments_by_ids(viewer, cids))]
    for with_authors in (False, True):
        of_posts = comments_of_posts(viewer, pids, PAGE, with_authors=with_authors)
        seen.append({each.pk for page in of_posts.values() for each in page.items})
        replies = replies_to_comments(viewer, cids, PAGE, with_authors=with_authors)
        replied = {each.pk for page in replies.values() for each in page.items}
        assert replied == {each.pk for each in comments if each.parent_id} & seen[0]
    assert seen[0] == seen[1] == seen[2]
    return seen


def notes_of(user: User) -> int:
    """How many notifications of theirs every read finds, which is the same for all."""
    viewer = Viewer.of(user)
    own = list(Notification.objects.filter(recipient=user).values_list("pk", flat=True))
    seen = {note.pk for note in notifications_page(viewer, ALL, PAGE).items}
    assert set(notifications_by_ids(viewer, own)) == seen
    assert count_notifications(viewer, ALL) == len(seen)
    return len(seen)


def test_a_comment_withheld_is_seen_by_its_author_and_counted_for_nobody() -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    post = make_post(ada)
    comment = create_comment(author=bob, post=post.pk, content="Rude.")
    reply = create_comment(author=cat, post=post.pk, content="Why?", parent=comment.pk)
    counted, notes = post_counts([post.pk]), notes_of(ada)
    assert counted[post.pk].comments == 2
    for standing in (Standing.HELD, Standing.HIDDEN, Standing.HIDDEN):
        put_comment(comment, standing)
        for viewer in (ANYONE, Viewer.of(ada), Viewer.of(cat)):
            assert comments_seen(viewer, post, comment, reply)[0] == {reply.pk}
            with pytest.raises(NotFound, match=r"Comment not found\."):
                create_comment(author=ada, post=post.pk, content="No.", parent=comment.pk)
        assert comments_seen(Viewer.of(bob), post, comment, reply)[0] == {comment.pk, reply.pk}
        assert post_counts([post.pk])[post.pk].comments == 1
        assert notes_of(ada) == notes - 1
        assert found() == []
    update_comment(editor=bob, comment=comment.pk, content="Kind.")
    put_comment(comment, Standing.VISIBLE)
    assert comments_seen(ANYONE, post, comment, reply)[0] == {comment.pk, reply.pk}
    assert post_counts([post.pk]) == counted
    assert notes_of(ada) == notes
    assert found() == []


def test_a_post_withheld_takes_what_is_under_it_along() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    comment = create_comment(author=bob, post=post.pk, content="Rude.")
    put_post(post, Standing.HIDDEN)
    for viewer in (ANYONE, Viewer.of(bob)):
        assert posts_by_ids(viewer, [post.pk]) == {}
        assert comments_by_ids(viewer, [comment.pk]) == {}
    assert posts_by_ids(Viewer.of(ada), [post.pk])[post.pk].standing == Standing.HIDDEN
    assert set(comments_by_ids(Viewer.of(ada), [comment.pk])) == {comment.pk}
    assert User.objects.get(pk=ada.pk).has_posts_for_some
    with pytest.raises(NotFound, match=r"Post not found\."):
        create_comment(author=bob, post=post.pk, content="No.")
    put_post(post, Standing.VISIBLE)
    assert set(posts_by_ids(ANYONE, [post.pk])) == {post.pk}
    assert found() == []
