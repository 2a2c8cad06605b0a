"""Leaving: nothing of a person is left, and nothing of anyone else is lost."""

import io
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from PIL import Image

from core.accounts.models import RefreshToken, User
from core.accounts.profiles import update_profile
from core.accounts.sessions import refresh_session, start_session
from core.accounts.signup import create_user
from core.comments.models import Comment
from core.comments.services import create_comment, delete_comment
from core.common.errors import InvalidInput, NotFound, Unauthenticated
from core.follows.services import follow
from core.jobs.worker import drain as run_jobs
from core.journal.models import JournalEntry
from core.likes.services import like
from core.moderation.deletion import delete_account, remove_account
from core.notifications.models import Notification
from core.posts.models import Post, PostImage
from core.posts.services import NewImage, create_post, delete_post
from core.relay.relay import drain
from tests.addresses import HOME
from tests.factories import make_post, make_users
from tests.graph_state import edges, nodes
from tests.jobs import leave, leave_nothing_of
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "PNG")
    file.seek(0)
    return file


def reply(author: User, to: Comment, content: str = "Yes.") -> Comment:
    return create_comment(author=author, post=to.post_id, content=content, parent=to.pk)


def test_all_that_is_theirs_goes(media: Path) -> None:
    ada, bob = make_users("ada", "bob")
    post = create_post(author=ada, content="", images=[NewImage(picture()), NewImage(picture())])
    update_profile(user=ada, profile_image=picture())
    bobs = make_post(bob)
    token = start_session(ada).refresh_token
    like(liker=bob, post=post.pk)
    like(liker=ada, post=bobs.pk)
    follow(follower=ada, followee=bob.pk)
    follow(follower=bob, followee=ada.pk)
    reply(ada, create_comment(author=bob, post=post.pk, content="On hers."))
    create_comment(author=ada, post=bobs.pk, content="On his.")
    assert len([path for path in media.rglob("*") if path.is_file()]) == 6

    remove_account(ada)
    run_jobs()

    assert list(User.objects.values_list("username", flat=True)) == ["bob"]
    assert list(Post.objects.values_list("pk", flat=True)) == [bobs.pk]
    assert not PostImage.objects.exists()
    assert not Comment.objects.exists()
    assert not Notification.objects.exists()
    assert not RefreshToken.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]
    assert edges() == [("POSTED", bob.pk, bobs.pk)]
    assert [label for label, _ in nodes()] == ["DeletedPost", "DeletedUser", "Post", "User"]
    last = list(JournalEntry.objects.order_by("-id").values_list("kind", "actor", "target")[:2])
    assert last == [("post_deleted", ada.pk, post.pk), ("user_deleted", ada.pk, None)]
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=token, address=HOME)


def test_replies_of_others_move_up_to_the_nearest_that_stays() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(bob)
    top = create_comment(author=bob, post=post.pk, content="Stays.")
    one = reply(ada, top)
    two = reply(ada, one)
    three = reply(ada, two)
    deep = reply(cyd, three, "Under three that go.")
    below = reply(bob, deep, "Under one that stays.")
    root = create_comment(author=ada, post=post.pk, content="Goes.")
    orphan = reply(cyd, reply(ada, root), "Under two at the top that go.")
    beside = reply(bob, one, "Under one that goes.")

    remove_account(ada)
    run_jobs()

    assert dict(Comment.objects.values_list("pk", "parent")) == {
        top.pk: None,
        deep.pk: top.pk,
        below.pk: deep.pk,
        orphan.pk: None,
        beside.pk: top.pk,
    }
    assert sorted(edges("COMMENTED_ON")) == sorted(
        ("COMMENTED_ON", author.pk, post.pk) for author in (bob, bob, bob, cyd, cyd)
    )


def test_notifications_among_others_stay() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(bob)
    under_adas = create_comment(author=ada, post=post.pk, content="Goes.")
    answer = reply(cyd, under_adas)
    remove_account(ada)
    run_jobs()
    assert list(Notification.objects.values_list("kind", "recipient", "actor", "comment")) == [
        ("comment", bob.pk, cyd.pk, answer.pk)
    ]


def test_the_password_is_asked_for() -> None:
    user = create_user(username="ada", email="ada@example.com", password=PASSWORD)
    post = make_post(user)
    before = JournalEntry.objects.count()
    for wrong in ("wrong", "", "\ud800"):
        with pytest.raises(InvalidInput, match=r"^This password is wrong\.$") as refusal:
            delete_account(user=user, password=wrong, address=HOME)
        assert refusal.value.field == "password"
    assert JournalEntry.objects.count() == before
    assert edges() == [("POSTED", user.pk, post.pk)]
    delete_account(user=user, password=PASSWORD, address=HOME)
    assert not User.objects.exists()
    with pytest.raises(NotFound, match=r"^User not found\.$"):
        delete_account(user=user, password=PASSWORD, address=HOME)


def test_a_name_is_free_again() -> None:
    remove_account(create_user(username="ada", email="ada@example.com", password=PASSWORD))
    again = create_user(username="Ada", email="ADA@example.com", password=PASSWORD)
    assert ("User", again.pk) in [(label, node["uid"]) for label, node in nodes()]


def _much(author: User, others: list[User], count: int) -> None:
    """So many posts with a comment each, and so many comments elsewhere with a reply each."""
    elsewhere = make_post(others[0])
    Post.objects.bulk_create(Post(author=author, content="Hm.") for _ in range(count))
    Comment.objects.bulk_create(
        Comment(author=others[1], post=post, content="On it.")
        for post in Post.objects.filter(author=author)
    )
    Comment.objects.bulk_create(
        Comment(author=author, post=elsewhere, content="Mine.") for _ in range(count)
    )
    own = list(Comment.objects.filter(author=author))
    Comment.objects.bulk_create(
        Comment(author=others[1], post=elsewhere, content="Reply.", parent=each) for each in own
    )
    Notification.objects.bulk_create(
        Notification(
            recipient=others[0], actor=author, kind="comment", post=elsewhere, comment=each
        )
        for each in own
    )


def test_the_number_of_statements_does_not_depend_on_how_much_there_is() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    _much(ada, [cyd, dan], 5)
    _much(bob, [cyd, dan], 90)
    with statements() as few:
        remove_account(ada)
    with statements() as many:
        remove_account(bob)
    assert len(few) == len(many) == 20
    with statements() as few:
        leave_nothing_of(ada)
    with statements() as many:
        leave_nothing_of(bob)
    assert len(few) == len(many) == 71
    assert Comment.objects.filter(parent=None).count() == 95


def test_thousands_of_posts_go_from_both_stores() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    _much(ada, [bob, cyd], 1500)
    remove_account(ada)
    run_jobs()
    assert drain() == 0
    assert Post.objects.count() == 1
    assert Comment.objects.count() == 1500
    assert JournalEntry.objects.filter(kind="post_deleted").count() == 1500
    assert len([label for label, _ in nodes() if label == "DeletedPost"]) == 1500


def test_people_under_each_others_posts_leave_at_once() -> None:
    for round_ in range(3):
        people = make_users(*(f"person{round_}{letter}" for letter in "abcd"))
        posts = [make_post(author) for author in people]
        for post in posts:
            threads = [create_comment(author=p, post=post.pk, content="Hm.") for p in people]
            for thread, person in zip(threads, reversed(people), strict=True):
                reply(person, thread)
        stays, *leavers = people
        results = at_once(*(lambda p=person: leave(p) for person in leavers))
        assert results == [None] * 3
        assert set(Comment.objects.values_list("author", flat=True)) == {stays.pk}
        assert Comment.objects.count() == 2
        leave(stays)
    assert drain() == 0
    assert edges() == []
    assert {label for label, _ in nodes()} == {"DeletedUser", "DeletedPost"}


def test_others_go_on_writing_while_a_person_leaves() -> None:
    for round_ in range(8):
        ada, bob = make_users(f"ada{round_}", f"bob{round_}")
        bobs, adas = make_post(bob), make_post(ada)
        comment = create_comment(author=ada, post=bobs.pk, content="Mine.")
        below = reply(bob, comment)
        reply(ada, below)
        left, deleted, *written = at_once(
            partial(leave, ada),
            partial(delete_comment, editor=bob, comment=below.pk),
            partial(reply, bob, comment),
            partial(create_comment, author=bob, post=adas.pk, content="Hm."),
            partial(like, liker=bob, post=adas.pk),
            partial(follow, follower=bob, followee=ada.pk),
            partial(make_post, ada),
        )
        assert (left, deleted) == (None, None)
        refused = [result for result in written if isinstance(result, Exception)]
        assert {type(refusal) for refusal in refused} <= {NotFound}
        delete_post(editor=bob, post=bobs.pk)
    drain()
    assert not Comment.objects.exists()
    assert edges() == []
