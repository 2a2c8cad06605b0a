"""How many posts of a feed are newer than one."""

from typing import Any

import pytest

from core.feed.selectors import MAX_NEW
from core.follows.services import follow
from core.mutes.services import mute
from core.mutes.words import mute_word
from core.posts.services import delete_post
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

COUNT = """
query ($since: ID!, $own: Boolean! = false) { newPostsCount(since: $since, includeOwn: $own) }
"""


def test_what_the_feed_has_above_a_post() -> None:
    ada, bob, cat, dan = make_users("ada", "bob", "cat", "dan")
    for author in (bob, cat):
        follow(follower=ada, followee=author.pk)
    first = make_post(bob, "First.")
    client = GraphQLClient(ada)

    def count(since: Any = first, **options: bool) -> int:
        found: int = client.data(COUNT, since=gid(since), **options)["newPostsCount"]
        return found

    assert count() == 0
    second = make_post(bob, "Second.")
    make_post(dan, "Not followed.")
    make_post(ada, "Mine.")
    make_post(cat, "A spoiler.")
    assert (count(), count(second), count(own=True)) == (2, 1, 3)
    mute_word(viewer=ada, text="spoiler")
    assert (count(), count(second)) == (1, 0)
    mute(viewer=ada, person=bob.pk)
    assert count(own=True) == 1
    delete_post(editor=bob, post=first.pk)
    assert count(own=True) == 1


def test_it_counts_so_many_by_one_statement_of_each_store() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    first = make_post(bob)
    for number in range(MAX_NEW + 1):
        make_post(bob, f"Post {number}.")
    with statements() as sql, recorded_statements() as cypher:
        assert GraphQLClient(ada).data(COUNT, since=gid(first)) == {"newPostsCount": MAX_NEW}
    # The user of the token is the other one.
    assert (len(sql), len(cypher)) == (2, 1)


def test_refusals_name_the_argument() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(bob)
    assert GraphQLClient().refusal(COUNT, since=gid(post))[0] == "UNAUTHENTICATED"
    assert GraphQLClient(ada).refusal(COUNT, since=gid(bob)) == (
        "BAD_USER_INPUT",
        "This is the ID of a User. Expected the ID of a Post.",
        "since",
    )
