"""What there is between two users, of what the viewer may see."""

from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.comments.services import create_comment
from core.follows.services import follow, unfollow
from core.likes.services import like
from core.posts.models import Post
from core.privacy.services import update_privacy
from core.visibility import Audience
from core.visibility.lists import ListAudience
from graph.connection.client import recorded_statements
from graph.traversals.evidence import BETWEEN, BETWEEN_BY_INDEX
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.graph.traversals.plans import operators, scans
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

QUERY = """query ($follower: ID!, $followee: ID!) {
  followEvidence(follower: $follower, followee: $followee) {
    since sinceBack
    likes { content author { username } } comments { content author { username } }
  }
}"""


def ask(viewer: User, follower: User, followee: User) -> Any:
    answer = GraphQLClient(viewer).data(QUERY, follower=gid(follower), followee=gid(followee))
    return answer["followEvidence"]


def texts(found: Any) -> tuple[list[str], list[str]]:
    """The texts of the posts and of the comments."""
    likes, comments = found["likes"], found["comments"]
    return [each["content"] for each in likes], [each["content"] for each in comments]


def pair() -> list[User]:
    """Ada follows Bob; each likes a post of the other and comments on it, and Eve on both."""
    ada, bob, eve = make_users("ada", "bob", "eve")
    follow(follower=ada, followee=bob.pk)
    hers, his = make_post(ada, "Hers."), make_post(bob, "His.")
    make_post(bob, "Another.")
    for one in (ada, bob, eve):
        for post in (hers, his):
            like(liker=one, post=post.pk)
            create_comment(author=one, post=post.pk, content=f"{one.username} on {post.content}")
    return [ada, bob, eve]


SEEN = (["His.", "Hers."], ["bob on Hers.", "ada on His."])


def test_what_either_likes_and_says_of_the_other() -> None:
    ada, bob, eve = pair()
    found = ask(eve, ada, bob)
    assert texts(found) == SEEN
    assert found["sinceBack"] is None
    assert found["likes"][0]["author"] == {"username": "bob"}
    assert found["comments"][0]["author"] == {"username": "bob"}
    assert ask(eve, bob, ada) is None
    follow(follower=bob, followee=ada.pk)
    assert ask(eve, ada, bob) == {**found, "sinceBack": ask(eve, bob, ada)["since"]}
    assert texts(ask(ada, ada, bob)) == SEEN
    unfollow(follower=ada, followee=bob.pk)
    assert ask(eve, ada, bob) is None


def test_what_the_viewer_may_not_see_is_left_out() -> None:
    ada, bob, eve = pair()
    secret = make_post(bob, "For followers.")
    Post.objects.filter(pk=secret.pk).update(audience=Audience.FOLLOWERS)
    like(liker=ada, post=secret.pk)
    create_comment(author=ada, post=secret.pk, content="Thanks.")
    assert texts(ask(eve, ada, bob)) == SEEN
    assert texts(ask(ada, ada, bob)) == (["For followers.", *SEEN[0]], ["Thanks.", *SEEN[1]])


def test_a_follow_that_is_not_shown_is_as_none() -> None:
    ada, bob, eve = pair()
    follow(follower=bob, followee=ada.pk)
    update_privacy(user=bob, followers_visible_to=ListAudience.NOBODY)
    assert ask(eve, ada, bob) is None
    found = ask(eve, bob, ada)
    assert (texts(found), found["sinceBack"]) == (SEEN, None)
    assert ask(ada, ada, bob) is not None
    block(blocker=bob, person=eve.pk)
    assert ask(eve, bob, ada) is None
    change_person(person=bob.pk, is_active=False)
    assert ask(ada, ada, bob) is None


def test_who_is_suspended_reads_on() -> None:
    ada, bob, _ = pair()
    change_person(person=ada.pk, is_active=False)
    ada.refresh_from_db()
    with recorded_statements() as cypher:
        assert texts(ask(ada, ada, bob)) == SEEN
    assert cypher == [BETWEEN]


def test_statements_do_not_depend_on_what_there_is() -> None:
    ada, bob, eve = pair()
    with statements() as sql, recorded_statements() as cypher:
        ask(eve, ada, bob)
    assert (len(sql), cypher) == (4, [BETWEEN_BY_INDEX])
    for number in range(22):
        post = make_post(bob, f"{number}.")
        like(liker=ada, post=post.pk)
        create_comment(author=ada, post=post.pk, content=f"{number}!")
    with statements() as sql, recorded_statements() as cypher:
        found = ask(eve, ada, bob)
    assert (len(sql), cypher) == (4, [BETWEEN_BY_INDEX])
    assert texts(found) == (
        [f"{number}." for number in range(21, 1, -1)],
        [f"{number}!" for number in range(21, 1, -1)],
    )
    plan = operators(BETWEEN_BY_INDEX, one=1, other=2, posts=200)
    assert scans(plan) == []
