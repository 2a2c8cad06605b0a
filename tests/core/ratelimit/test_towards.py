"""What accounts that a person does not follow may do to them: each alone, and all together."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import create_comment
from core.common.errors import RateLimited
from core.common.rates import Rate
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.likes.services import like
from core.notifications.models import Notification
from core.posts.models import Post
from core.posts.services import create_post
from core.ratelimit.models import Allowance
from core.ratelimit.towards import MANY, PARTS, limits_towards
from core.settings.rates import DEFAULTS, TOWARDS
from graph.connection.client import recorded_statements
from tests.everything import everything
from tests.factories import make_post, make_user, make_users
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

OTHERS = "Too many comments concern this user at the moment. Try again in 20 minutes."


def allow(settings: LazySettings, **rates: Rate) -> None:
    settings.RATES = {**settings.RATES, **rates}


def refused(act: Any) -> str:
    """The refusal, after which nothing is changed."""
    before = everything()
    with pytest.raises(RateLimited) as refusal:
        act()
    assert everything() == before
    assert refusal.value.retry_after > 0
    return refusal.value.message


def make_old(*users: User) -> None:
    long_ago = timezone.now() - timedelta(days=8)
    User.objects.filter(pk__in=[user.pk for user in users]).update(date_joined=long_ago)


def comment_on(post: Post, author: User) -> Any:
    return partial(create_comment, author=author, post=post.pk, content="Hm.")


def test_one_account_alone(settings: LazySettings) -> None:
    allow(settings, comments_from_one=Rate(3, "hour"))
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    for _ in range(3):
        comment_on(post, bob)()
    assert refused(comment_on(post, bob)) == (
        "You have reached your limit of 3 comments that concern this user per hour. "
        "Try again in 20 minutes."
    )
    comment_on(post, cyd)()
    comment_on(make_post(cyd), bob)()
    follow(follower=ada, followee=bob.pk)
    for _ in range(4):
        comment_on(post, bob)()


def test_all_accounts_together(settings: LazySettings) -> None:
    allow(settings, comments_from_all=Rate(3, "hour"))
    ada, friend, *others = make_users("ada", "friend", "bob", "cyd", "dan", "eve")
    post = make_post(ada)
    follow(follower=ada, followee=friend.pk)
    for other in others[:3]:
        comment_on(post, other)()
    assert refused(comment_on(post, others[3])) == OTHERS
    for _ in range(5):
        comment_on(post, friend)()
        comment_on(post, ada)()
    comment_on(make_post(friend), others[3])()


def test_new_accounts_have_less(settings: LazySettings) -> None:
    allow(settings, comments_from_new=Rate(3, "hour"), comments_from_new_one=Rate(2, "hour"))
    ada, old, *new = make_users("ada", "old", "bob", "cyd", "dan")
    make_old(old)
    post = make_post(ada)
    for _ in range(2):
        comment_on(post, new[0])()
    assert refused(comment_on(post, new[0])).startswith("You have reached your limit of 2 comments")
    comment_on(post, new[1])()
    assert refused(comment_on(post, new[2])) == OTHERS
    for _ in range(5):
        comment_on(post, old)()


def test_beyond_the_first_threshold_those_near_go_on(settings: LazySettings) -> None:
    allow(settings, comments_from_far=Rate(2, "hour"), comments_from_all=Rate(5, "hour"))
    ada, friend, near, far = make_users("ada", "friend", "near", "far")
    follow(follower=ada, followee=friend.pk)
    follow(follower=friend, followee=near.pk)
    follow(follower=far, followee=ada.pk)  # that is theirs to choose
    post = make_post(ada)
    with recorded_statements() as before:
        comment_on(post, far)()
    comment_on(post, near)()
    assert refused(comment_on(post, far)).startswith("Too many comments concern this user")
    with recorded_statements() as beyond:
        comment_on(post, near)()
    assert len(beyond) == len(before) + 1
    for _ in range(2):
        comment_on(post, near)()
    assert refused(comment_on(post, near)).startswith("Too many comments concern this user")


def test_mentions_replies_likes_and_follows(settings: LazySettings) -> None:
    two = Rate(2, "hour")
    names = ("comments_from_all", "posts_from_all", "likes_from_all", "follows_from_all")
    allow(settings, **dict.fromkeys(names, two))
    ada, *others = make_users("ada", "bob", "cyd", "dan")
    posts = [make_post(ada) for _ in range(2)]
    above = create_comment(author=ada, post=make_post(others[0]).pk, content="Hm.")
    for other in others[:2]:
        create_post(author=other, content="Hello @ada.")
        like(liker=other, post=posts[0].pk)
        follow(follower=other, followee=ada.pk)
    create_comment(author=others[1], post=above.post_id, content="No.", parent=above.pk)
    create_comment(author=others[1], post=make_post(others[1]).pk, content="@ada")
    last = others[2]
    assert refused(partial(create_post, author=last, content="@ada")).startswith("Too many posts")
    assert refused(partial(like, liker=last, post=posts[1].pk)).startswith("Too many likes")
    assert refused(partial(follow, follower=last, followee=ada.pk)).startswith("Too many follows")
    assert refused(comment_on(posts[0], last)).startswith("Too many comments")
    create_post(author=last, content="Nobody.")


def test_a_rate_of_very_many_is_counted_in_parts(settings: LazySettings) -> None:
    allow(settings, likes_from_all=Rate(MANY, "hour"), likes_from_one=Rate(MANY, "hour"))
    found: dict[str, list[tuple[object, int]]] = {name: [] for name in ("from_one", "from_all")}
    for user in range(1, 2 * PARTS + 1):
        for key, name, limit in limits_towards("likes", user=user, person=9):
            found[name].append((key, limit.rate.count))
    assert len({key for key, _ in found["from_all"]}) == PARTS
    assert {count for _, count in found["from_all"]} == {MANY // PARTS}
    assert len(set(found["from_one"])) == 2 * PARTS
    assert {count for _, count in found["from_one"]} == {MANY}


def test_many_at_once_do_not_exceed_it(settings: LazySettings) -> None:
    allow(settings, comments_from_all=Rate(3, "hour"), comments_from_one=Rate(2, "hour"))
    post = make_post(make_user("ada"))
    others = make_users(*(f"other{number}" for number in range(8)))
    results = at_once(*(comment_on(post, other) for other in others))
    assert sum(isinstance(result, Comment) for result in results) == 3
    assert sum(isinstance(result, RateLimited) for result in results) == 5
    assert Notification.objects.count() == 3


def test_it_costs_no_statement(settings: LazySettings) -> None:
    bob, cyd = make_users("bob", "cyd")
    allow(settings, likes=Rate(9, "hour"))
    counts = []
    for rates in ({}, {name: Rate(9, "hour") for name in TOWARDS}):
        allow(settings, **rates)
        post = make_post(cyd)
        with statements() as sql:
            like(liker=bob, post=post.pk)
        counts.append(len(sql))
    assert counts[0] == counts[1]
    assert Allowance.objects.count() == 1 + 5
    assert JournalEntry.objects.filter(kind="liked").count() == 2


def test_the_budgets_of_likes_leave_a_popular_person_alone() -> None:
    for name, least in (("likes_from_all", 50_000), ("likes_from_far", 50_000)):
        count, period = DEFAULTS[name].split("/")
        assert (int(count) > least, period) == (True, "hour")
    assert not [name for name in TOWARDS if name.startswith("likes_from_all_")]
