"""The rule itself: who is hidden from whom, and why, in every wording of it."""

import random

import pytest
from django.db import connection
from django.utils import timezone

from core.accounts.models import User
from core.posts.models import Post
from core.visibility import ANYONE, INTERNAL, Reason, Viewer, hidden_from, visible
from core.visibility.rule import VISIBLE
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

BY_HAND = "SELECT id FROM core_post WHERE {} ORDER BY id"


def test_who_is_suspended_is_hidden_from_everybody_but_themselves() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    people = [ada.pk, bob.pk, cyd.pk, 999]
    with statements() as sql:
        assert hidden_from(Viewer(bob.pk), people) == {}
    assert len(sql) == 1
    User.objects.filter(pk__in=[ada.pk, cyd.pk]).update(is_active=False)

    both = {ada.pk: Reason.SUSPENDED, cyd.pk: Reason.SUSPENDED}
    assert hidden_from(ANYONE, people) == both
    assert hidden_from(Viewer(bob.pk), people) == both
    assert hidden_from(Viewer(ada.pk, is_suspended=True), people) == {cyd.pk: Reason.SUSPENDED}
    assert hidden_from(Viewer(ada.pk, is_suspended=True), [ada.pk]) == {}
    assert hidden_from(INTERNAL, people) == {}


def test_who_is_deleted_is_hidden_from_our_own_work_too() -> None:
    ada, bob = make_users("ada", "bob")
    posts = [make_post(ada), make_post(bob)]
    User.objects.filter(pk=ada.pk).update(is_active=False, deleted_at=timezone.now())
    for viewer in (ANYONE, INTERNAL, Viewer(bob.pk)):
        assert hidden_from(viewer, [ada.pk, bob.pk]) == {ada.pk: Reason.DELETED}
        [shown] = visible(Post.objects.all(), viewer, "author")
        assert shown == posts[1]


def test_all_wordings_of_the_rule_say_the_same() -> None:
    people = make_users(*(f"person{number}" for number in range(12)))
    posts = [make_post(author) for author in people for _ in range(2)]
    chance = random.Random(3)
    User.objects.filter(pk__in=[user.pk for user in chance.sample(people, 5)]).update(
        is_active=False
    )
    by_hand = BY_HAND.format(VISIBLE.format(person="core_post.author_id"))
    for user in [None, *User.objects.order_by("pk")]:
        viewer = Viewer.of(user)
        hidden = hidden_from(viewer, [each.pk for each in people])
        expected = [post.pk for post in posts if post.author_id not in hidden]
        assert len(hidden) == (4 if viewer.is_suspended else 5)
        found = visible(Post.objects.order_by("pk"), viewer, "author")
        assert [*found.values_list("pk", flat=True)] == expected
        with connection.cursor() as cursor:
            cursor.execute(by_hand, {"viewer": viewer.key})
            assert [pk for (pk,) in cursor.fetchall()] == expected
    assert visible(Post.objects.all(), INTERNAL, "author").count() == len(posts)
