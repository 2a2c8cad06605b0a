"""Mentions in posts: whom they reach, and what editing and deleting leaves of them."""

import pytest

from core.accounts.models import User
from core.blocks.services import block
from core.jobs.worker import drain as run_jobs
from core.moderation.deletion import remove_account
from core.moderation.services import edit_post
from core.notifications.models import Notification
from core.notifications.selectors import NotificationFilter, count_notifications
from core.posts.mentions import mentioned_in_posts
from core.posts.models import Mention, Post
from core.posts.selectors import posts_by_ids
from core.posts.services import Terms, create_post, delete_post, update_post
from core.visibility import ANYONE, Audience, Viewer
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


def mentioned(post: Post, viewer: User | None = None) -> list[str]:
    """The names of the mentioned, for a viewer."""
    found = mentioned_in_posts(Viewer.of(viewer), [post.pk])
    return [user.username for user in found.get(post.pk, [])]


def unread() -> list[tuple[str, int]]:
    """Kind and recipient of every notification that is not withdrawn."""
    shown = Notification.objects.filter(withdrawn_at__isnull=True).order_by("recipient")
    return list(shown.values_list("kind", "recipient"))


def test_a_post_notifies_whom_it_mentions() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada, "@Cyd, @bob and @ada, and @nobody.")
    assert mentioned(post) == ["cyd", "bob", "ada"]
    assert unread() == [("mention", bob.pk), ("mention", cyd.pk)]
    make_post(ada, "Nobody.")
    assert Mention.objects.count() == 3
    delete_post(editor=ada, post=post.pk)
    assert not Mention.objects.exists()
    assert not Notification.objects.exists()


def test_an_edit_keeps_mentions_right() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    post = make_post(ada, "@bob @cyd")
    update_post(editor=ada, post=post.pk, content="@dan @cyd")
    assert mentioned(post) == ["dan", "cyd"]
    assert unread() == [("mention", cyd.pk), ("mention", dan.pk)]
    edit_post(post=post.pk, content="@cyd @dan @bob")
    assert mentioned(post) == ["cyd", "dan", "bob"]
    assert unread() == [("mention", bob.pk), ("mention", cyd.pk), ("mention", dan.pk)]
    update_post(editor=ada, post=post.pk, content="None.")
    assert mentioned(post) == []
    assert unread() == []


def test_hidden_users_are_left_out() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    block(blocker=bob, person=ada.pk)
    post = make_post(ada, "@bob @cyd")
    assert mentioned(post) == ["cyd"]
    block(blocker=bob, person=cyd.pk)
    assert mentioned_in_posts(Viewer.of(bob), [post.pk]) == {}
    remove_account(cyd)
    assert mentioned_in_posts(ANYONE, [post.pk]) == {}
    run_jobs()
    assert not Mention.objects.exists()


def test_only_the_mentioned_read_a_post_for_them() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    terms = Terms(audience=Audience.MENTIONED)
    post = create_post(author=ada, content="@bob", terms=terms)

    def readers() -> list[str]:
        return [user.username for user in (ada, bob, cyd) if _reads(user, post)]

    assert readers() == ["ada", "bob"]
    assert _unread_of(bob) == 1
    update_post(editor=ada, post=post.pk, content="@cyd")
    assert readers() == ["ada", "cyd"]
    assert (_unread_of(bob), _unread_of(cyd)) == (0, 1)


def _reads(user: User, post: Post) -> bool:
    return post.pk in posts_by_ids(Viewer.of(user), [post.pk])


def _unread_of(user: User) -> int:
    return count_notifications(Viewer.of(user), NotificationFilter(unread=True))


def test_a_text_without_names_costs_no_statement() -> None:
    ada, *_ = make_users("ada", "bob", "cyd")

    def about_mentions(content: str) -> tuple[int, int]:
        with statements() as made:
            post = make_post(ada, content)
        with statements() as edited:
            update_post(editor=ada, post=post.pk, content=f"{content} And more.")
        return _about_mentions(made), _about_mentions(edited)

    assert about_mentions("None.") == (0, 0)
    # Of an edit that names the same people: whom it mentioned, and whom it does.
    assert about_mentions("@bob") == about_mentions("@bob @cyd @nobody") == (3, 2)


def _about_mentions(made: list[str]) -> int:
    return sum(
        "core_mention" in sql.partition("WHERE")[0]
        or "lower(username)" in sql
        or "SELECT 'mention'" in sql
        for sql in made
    )
