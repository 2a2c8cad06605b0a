"""A post with very much under it is gone at once; a job takes what is under it, bit by bit."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection
from PIL import Image

from core.accounts.models import User
from core.bookmarks.services import bookmark
from core.comments import services as comments
from core.comments.models import Comment
from core.comments.selectors import comments_by_ids, comments_of_posts
from core.comments.services import create_comment, delete_comment, update_comment
from core.common.errors import NotFound
from core.consistency.rebuild import rebuild
from core.feed.selectors import feed_page
from core.follows.services import follow
from core.jobs.worker import drain as run_jobs
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.lists.pages import PageRequest
from core.moderation import leftovers
from core.moderation.deletion import remove_account
from core.moderation.services import edit_post
from core.notifications.models import Notification
from core.notifications.selectors import NotificationFilter, count_notifications
from core.posts import removal
from core.posts.models import Post, PostImage
from core.posts.selectors import PostFilter, count_posts, posts_by_ids, posts_page
from core.posts.services import NewImage, create_post, delete_post, update_post
from core.relay.relay import drain
from core.visibility import ANYONE, Viewer
from tests.core.consistency.auditing import Quiet, found
from tests.factories import make_post, make_users
from tests.graph_state import edges
from tests.jobs import jobs, leave_nothing_of
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

PAGE = PageRequest(first=10)
FEW = 3


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "MAX_AT_ONCE", FEW)
    monkeypatch.setattr(leftovers, "NOTIFICATIONS", 4)
    monkeypatch.setattr(leftovers, "COMMENTS_OF_POSTS", 3)


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "PNG")
    file.seek(0)
    return file


def much_under(post: Post, *people: User) -> list[Comment]:
    """Likes, bookmarks, and a thread in which everybody answers everybody; all of it notifies."""
    said: list[Comment] = []
    for person in people:
        like(liker=person, post=post.pk)
        bookmark(viewer=person, post=post.pk)
        said.append(create_comment(author=person, post=post.pk, content="Hm."))
    for person in people:
        said += [
            create_comment(author=person, post=post.pk, content="No.", parent=each.pk)
            for each in said[: len(people)]
        ]
    return said


def test_it_is_gone_at_once_and_what_is_under_it_follows(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=cyd, followee=ada.pk)
    key, comment_key = str(uuid4()), str(uuid4())
    post = create_post(
        author=ada, content="Owls.", images=[NewImage(picture())], idempotency_key=key
    )
    stays = make_post(ada, "Owls again.")
    said = much_under(post, bob, cyd)
    keyed = create_comment(author=bob, post=post.pk, content="Once.", idempotency_key=comment_key)
    kept = create_comment(author=bob, post=stays.pk, content="Stays.")
    assert count_notifications(Viewer(ada.pk), NotificationFilter()) == 11

    delete_post(editor=ada, post=post.pk)

    assert Comment.objects.filter(post=post.pk).count() == 7
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not PostImage.objects.exists()
    for viewer in (ANYONE, Viewer(ada.pk), Viewer(bob.pk)):
        assert posts_by_ids(viewer, [post.pk, stays.pk]).keys() == {stays.pk}
        for wanted in (PostFilter(), PostFilter(text="owls"), PostFilter(author=ada.pk)):
            assert [each.pk for each in posts_page(viewer, wanted, PAGE).items] == [stays.pk]
            assert count_posts(viewer, wanted) == 1
        cids = [each.pk for each in (*said, keyed, kept)]
        assert comments_by_ids(viewer, cids).keys() == {kept.pk}
    assert [each.pk for each in feed_page(Viewer(cyd.pk), PAGE).page.items] == [stays.pk]
    # Her follower, and the comment under the other post.
    assert count_notifications(Viewer(ada.pk), NotificationFilter()) == 2
    assert count_notifications(Viewer(bob.pk), NotificationFilter()) == 0
    deletions = JournalEntry.objects.filter(kind="post_deleted").values_list("actor", "target")
    assert list(deletions) == [(ada.pk, post.pk)]
    whole = sorted(
        [
            ("COMMENTED_ON", bob.pk, stays.pk),
            ("FOLLOWS", cyd.pk, ada.pk),
            ("POSTED", ada.pk, stays.pk),
        ]
    )
    assert sorted(edges()) == whole
    assert found() == []

    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: like(liker=cyd, post=post.pk), "Post not found."),
        (lambda: unlike(liker=cyd, post=post.pk), "Post not found."),
        (lambda: create_comment(author=cyd, post=post.pk, content="Hm."), "Post not found."),
        (
            lambda: create_comment(
                author=bob, post=post.pk, content="Once.", idempotency_key=comment_key
            ),
            "The comment of this key is deleted.",
        ),
        (
            lambda: create_post(
                author=ada,
                content="Owls.",
                images=[NewImage(picture())],
                idempotency_key=key,
            ),
            "The post of this key is deleted.",
        ),
        (lambda: update_comment(editor=bob, comment=keyed.pk, content="!"), "Comment not found."),
        (lambda: delete_comment(editor=bob, comment=keyed.pk), "Comment not found."),
        (lambda: update_post(editor=ada, post=post.pk, content="!"), "Post not found."),
        (lambda: edit_post(post=post.pk, content="!"), "Post not found."),
        (lambda: delete_post(editor=ada, post=post.pk), "Post not found."),
    ]
    for write, why in refused:
        with pytest.raises(NotFound) as refusal:
            write()
        assert refusal.value.message == why
    assert len(jobs()) == 1

    assert rebuild(Quiet()) is False
    assert sorted(edges()) == whole
    assert found() == []

    run_jobs()
    assert (jobs(), drain()) == ([], 0)
    assert deletions.count() == 1
    assert list(User.with_deleted.order_by("pk")) == [ada, bob, cyd]
    assert list(Post.objects.all()) == [stays]
    assert list(Comment.objects.all()) == [kept]
    kept_of = Notification.objects.order_by("pk").values_list("kind", "post")
    assert list(kept_of) == [("follow", None), ("comment", stays.pk)]
    assert sorted(edges()) == whole
    assert found() == []


def test_each_batch_is_a_transaction_of_so_many_rows() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    post = make_post(ada)
    much_under(post, bob, cyd, dan)
    assert (Comment.objects.count(), Notification.objects.count()) == (12, 3 + 12 + 6)
    delete_post(editor=ada, post=post.pk)
    [holder] = User.with_deleted.filter(deleted_at__isnull=False)
    seen = []
    while leftovers.remove_batch(user=holder.pk):
        seen.append((Comment.objects.count(), Notification.objects.count(), Post.objects.count()))
        # A worker that is killed here leaves this, and nothing is missing.
        assert found() == []
    notifications = [(12, left, 1) for left in (17, 13, 9, 5, 1)]
    comments = [(left, 0, 1) for left in (9, 6, 3, 0)]
    assert seen == [*notifications, *comments, (0, 0, 0)]
    assert list(User.with_deleted.order_by("pk")) == [ada, bob, cyd, dan]


def test_a_deleted_account_with_such_a_post() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    much_under(make_post(ada), bob, cyd)
    stays = make_post(bob)
    remove_account(ada)
    leave_nothing_of(ada)
    assert list(Post.objects.all()) == [stays]
    assert not Comment.objects.exists()
    assert not Notification.objects.exists()
    assert JournalEntry.objects.filter(kind="post_deleted").count() == 1
    drain()
    assert found() == []


_MANY_COMMENTS = """
    INSERT INTO core_comment (post_id, author_id, content)
    SELECT %s, %s, 'Comment ' || number FROM generate_series(1, %s) AS number
"""


def test_a_request_runs_the_same_statements_whatever_is_under_it() -> None:
    ada, bob = make_users("ada", "bob")
    counts = []
    for under in (FEW + 1, 3_000):
        post = make_post(ada)
        with connection.cursor() as cursor:
            cursor.execute(_MANY_COMMENTS, [post.pk, bob.pk, under])
        with statements() as ran:
            delete_post(editor=ada, post=post.pk)
        counts.append(len(ran))
    assert Comment.objects.count() == 3_000 + FEW + 1
    assert counts[0] == counts[1]


def test_a_comment_with_very_many_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MAX_REPLIES_AT_ONCE", FEW)
    monkeypatch.setattr(leftovers, "REPLIES", 2)
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    top = create_comment(author=cyd, post=post.pk, content="Stays.")
    goes = create_comment(author=bob, post=post.pk, content="Goes.", parent=top.pk)
    replies = [
        create_comment(author=cyd, post=post.pk, content=f"{n}", parent=goes.pk) for n in range(5)
    ]
    own = create_comment(author=ada, post=post.pk, content="Ada's.")
    kept = create_comment(author=cyd, post=post.pk, content="To ada.", parent=own.pk)
    assert count_notifications(Viewer(bob.pk), NotificationFilter()) == 5
    assert count_notifications(Viewer(cyd.pk), NotificationFilter()) == 1
    assert count_notifications(Viewer(ada.pk), NotificationFilter()) == 1 + 1 + 5 + 1

    delete_comment(editor=bob, comment=goes.pk)

    assert comments_by_ids(ANYONE, [goes.pk]) == {}
    [page] = comments_of_posts(ANYONE, [post.pk], PAGE).values()
    assert [each.pk for each in page.items] == [
        each.pk for each in (kept, own, *reversed(replies), top)
    ]
    assert count_notifications(Viewer(cyd.pk), NotificationFilter()) == 0
    left = count_notifications(Viewer(ada.pk), NotificationFilter())
    assert left == 1 + 5 + 1
    assert ("COMMENTED_ON", bob.pk, post.pk) not in edges()
    assert found() == []
    refused: list[Callable[[], object]] = [
        lambda: delete_comment(editor=bob, comment=goes.pk),
        lambda: update_comment(editor=bob, comment=goes.pk, content="!"),
        lambda: create_comment(author=cyd, post=post.pk, content="Late.", parent=goes.pk),
    ]
    for write in refused:
        with pytest.raises(NotFound, match=r"^Comment not found\.$"):
            write()

    run_jobs()
    assert jobs() == []
    assert list(User.with_deleted.order_by("pk")) == [ada, bob, cyd]
    assert dict(Comment.objects.values_list("pk", "parent")) == {
        top.pk: None,
        **{each.pk: top.pk for each in replies},
        own.pk: None,
        kept.pk: own.pk,
    }
    assert count_notifications(Viewer(bob.pk), NotificationFilter()) == 0
    assert count_notifications(Viewer(ada.pk), NotificationFilter()) == left
    drain()
    assert found() == []


def test_others_are_at_it_meanwhile() -> None:
    for round_ in range(3):
        ada, bob, cyd = make_users(*(f"{name}{round_}" for name in ("ada", "bob", "cyd")))
        post = make_post(ada)
        said = much_under(post, bob, cyd)
        results = at_once(
            partial(delete_post, editor=ada, post=post.pk),
            partial(delete_post, editor=ada, post=post.pk),
            partial(delete_post, editor=ada, post=post.pk),
            partial(update_post, editor=ada, post=post.pk, content="Hm!"),
            partial(unlike, liker=bob, post=post.pk),
            partial(create_comment, author=cyd, post=post.pk, content="Late."),
            partial(delete_comment, editor=bob, comment=said[0].pk),
        )
        refused = [result for result in results if isinstance(result, Exception)]
        assert {type(refusal) for refusal in refused} <= {NotFound}
        assert posts_by_ids(ANYONE, [post.pk]) == {}
        entries = JournalEntry.objects.filter(kind="post_deleted", target=post.pk)
        assert entries.count() == 1
    drain()
    run_jobs()
    assert found() == []
    assert not Post.objects.exists()
    assert not Comment.objects.exists()
    assert not Notification.objects.exists()
