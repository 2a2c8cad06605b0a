"""What one person may do to one other in a short time."""

from functools import partial

import pytest
from django.conf import LazySettings

from core.comments.models import Comment
from core.comments.services import create_comment
from core.common.errors import RateLimited
from core.common.rates import Rate
from core.follows.services import follow, unfollow
from core.likes.services import like, unlike
from core.notifications.models import Notification
from core.ratelimit.models import Allowance
from core.settings.rates import TO_ONE
from tests.factories import make_post, make_user, make_users
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def three_an_hour(settings: LazySettings) -> None:
    """Three of everything to one user, and many in all."""
    many = dict.fromkeys(("comments", "follows", "likes"), Rate(100, "hour"))
    settings.RATES = {**settings.RATES, **many, **dict.fromkeys(TO_ONE, Rate(3, "hour"))}


def test_comments_on_anything_of_one_user_are_few_and_on_others_not() -> None:
    ada, bob, carl = make_users("ada", "bob", "carl")
    posts = [make_post(bob) for _ in range(4)]
    for post in posts[:3]:
        create_comment(author=ada, post=post.pk, content="Hm.")

    with pytest.raises(RateLimited) as refused:
        create_comment(author=ada, post=posts[3].pk, content="Hm.")

    assert refused.value.message == (
        "You have reached your limit of 3 comments that concern this user per hour. "
        "Try again in 20 minutes."
    )
    assert 1190 <= refused.value.retry_after <= 1200
    assert Comment.objects.count() == Notification.objects.count() == 3
    create_comment(author=ada, post=make_post(carl).pk, content="Hm.")
    create_comment(author=carl, post=posts[3].pk, content="Hm.")


def test_replies_count_for_whom_they_answer_wherever_that_is() -> None:
    ada, bob, carl = make_users("ada", "bob", "carl")
    post = make_post(carl)
    said = create_comment(author=bob, post=post.pk, content="Hm.")
    reply = partial(create_comment, author=ada, post=post.pk, content="No.", parent=said.pk)
    for _ in range(3):
        reply()
    with pytest.raises(RateLimited):
        reply()
    with pytest.raises(RateLimited):  # carl, who wrote the post, was notified of each
        create_comment(author=ada, post=make_post(carl).pk, content="Hm.")
    with pytest.raises(RateLimited):
        create_comment(author=ada, post=make_post(bob).pk, content="Hm.")


def test_a_refusal_consumes_nothing_from_the_others() -> None:
    ada, bob, carl = make_users("ada", "bob", "carl")
    said = create_comment(author=bob, post=make_post(carl).pk, content="Hm.")
    for _ in range(3):
        create_comment(author=ada, post=make_post(bob).pk, content="Hm.")
    for _ in range(5):
        with pytest.raises(RateLimited):
            create_comment(author=ada, post=said.post_id, content="No.", parent=said.pk)
    for _ in range(3):
        create_comment(author=ada, post=said.post_id, content="To carl alone.")


def test_with_oneself_one_talks_as_one_likes() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    for _ in range(5):
        create_comment(author=ada, post=post.pk, content="Hm.")
    assert Allowance.objects.count() == 1


def test_follows_and_likes_that_are_undone_still_count() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(bob)
    for _ in range(3):
        follow(follower=ada, followee=bob.pk)
        unfollow(follower=ada, followee=bob.pk)
        like(liker=ada, post=post.pk)
        unlike(liker=ada, post=post.pk)
    with pytest.raises(RateLimited):
        follow(follower=ada, followee=bob.pk)
    with pytest.raises(RateLimited):
        like(liker=ada, post=post.pk)
    with pytest.raises(RateLimited):
        like(liker=ada, post=make_post(bob).pk)


def test_many_at_once_do_not_exceed_it() -> None:
    ada, bob, carl = make_users("ada", "bob", "carl")
    posts = [make_post(author) for author in (bob, carl) * 6]
    results = at_once(
        *(partial(create_comment, author=ada, post=post.pk, content="Hm.") for post in posts)
    )
    assert sum(isinstance(result, RateLimited) for result in results) == 6
    assert sum(isinstance(result, Comment) for result in results) == 6


def test_it_costs_no_statement_more() -> None:
    ada, bob, carl = make_users("ada", "bob", "carl")
    said = create_comment(author=bob, post=make_post(carl).pk, content="Hm.")
    with statements() as seen:
        create_comment(author=ada, post=said.post_id, content="No.", parent=said.pk)
    assert sum("core_allowance" in sql for sql in seen) == 1
    assert Allowance.objects.count() == 2 + 3
