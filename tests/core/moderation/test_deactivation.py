"""Deactivation: hidden, restored as it was, and deleted after its time."""

from datetime import timedelta
from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.passwords import WrongPassword
from core.accounts.selectors import user_by_username
from core.accounts.sessions import sign_in
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.comments.services import create_comment
from core.database.clock import database_now
from core.follows.services import follow
from core.likes.services import like
from core.moderation.deactivation import (
    KEPT_DAYS,
    deactivate_account,
    delete_overdue,
    reactivate_account,
)
from core.visibility import ANYONE
from tests.addresses import HOME
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_user

pytestmark = pytest.mark.usefixtures("stores")
PASSWORD = "correct horse battery"
SEEN = """
query ($ada: ID!, $post: ID!) {
  user(id: $ada) { username followersCount followingCount postsCount }
  post(id: $post) { likesCount commentsCount comments { content } likers { nodes { username } } }
  users { totalCount nodes { username followersCount followingCount } }
  feed { content }
  notifications { nodes { kind actor { username } } }
}
"""


def join(name: str = "ada") -> User:
    return create_user(username=name, email=f"{name}@example.com", password=PASSWORD)


def deactivate(user: User) -> None:
    deactivate_account(user=user, password=PASSWORD, address=HOME)


def make_overdue() -> None:
    User.objects.filter(deactivated_at__isnull=False).update(
        deactivated_at=database_now() - timedelta(days=KEPT_DAYS, seconds=1)
    )


def test_everything_returns_as_it_was() -> None:
    ada, bob = join(), make_user("bob")
    follow(follower=bob, followee=ada.pk)
    follow(follower=ada, followee=bob.pk)
    make_post(ada, "Hers.")
    post = make_post(bob, "His.")
    like(liker=ada, post=post.pk)
    create_comment(author=ada, post=post.pk, content="Oh.")
    client = GraphQLClient(bob)

    def seen() -> Any:
        return client.data(SEEN, ada=gid(ada), post=gid(post))

    before = seen()
    with pytest.raises(WrongPassword):
        deactivate_account(user=ada, password="wrong", address=HOME)
    assert seen() == before

    deactivate(ada)

    hidden = seen()
    assert hidden["user"] is None
    assert hidden["post"] == {
        "likesCount": 0, "commentsCount": 0, "comments": [], "likers": {"nodes": []},
    }  # fmt: skip
    assert hidden["users"] == {
        "totalCount": 1,
        "nodes": [{"username": "bob", "followersCount": 0, "followingCount": 0}],
    }
    assert [hidden["feed"], hidden["notifications"]["nodes"]] == [[], []]
    session = sign_in(name="ada", password=PASSWORD, address=HOME)
    me = GraphQLClient(session.user).data("{ me { isDeactivated isSuspended } }")["me"]
    assert me == {"isDeactivated": True, "isSuspended": False}

    assert not reactivate_account(user=session.user).is_deactivated

    assert seen() == before
    assert delete_overdue() == 0


def test_after_its_time_the_account_is_deleted() -> None:
    ada, bob = join(), join("bob")
    deactivate(ada)
    deactivate(bob)
    assert delete_overdue() == 0
    make_overdue()
    reactivate_account(user=bob)
    assert delete_overdue() == 1
    assert list(User.objects.values_list("username", flat=True)) == ["bob"]
    assert User.with_deleted.get(pk=ada.pk).deleted_at is not None


def test_a_suspension_outlasts_both() -> None:
    ada = join()
    deactivate(ada)
    change_person(person=ada.pk, is_active=False)
    make_overdue()
    assert delete_overdue() == 0
    user = reactivate_account(user=ada)
    assert (user.is_active, user.is_suspended, user.is_deactivated) == (False, True, False)
    assert user_by_username(ANYONE, "ada") is None
    refused = GraphQLClient(user).refusal(
        "mutation ($p: String!) { deactivateAccount(password: $p) { ok } }", p=PASSWORD
    )
    assert refused == ("FORBIDDEN", "Your account is suspended.", None)
