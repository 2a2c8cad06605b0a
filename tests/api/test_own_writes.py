"""A person's writes are read back over `neo4j://`, whatever client and worker asks next."""

import pytest
from django.conf import settings

from core.accounts.models import User
from core.database import read_your_writes
from core.database.models import LastWrite
from core.relay.relay import drain
from graph.connection import client, driver
from graph.connection.client import breaker
from tests.api.client import GraphQLClient, gid
from tests.factories import make_user, make_users
from tests.routing import routed
from tests.statements import statements
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

FOLLOW = "mutation ($id: ID!) { followUser(id: $id) { user { followersCount } } }"
# The count is known by the write; a list is read after it.
FOLLOW_AND_LIST = """mutation ($id: ID!) {
  followUser(id: $id) { user { followers(first: 1) { nodes { username } } } }
}"""
FOLLOWERS = "query ($id: ID!) { user(id: $id) { followersCount } }"


def bookmarks_of(user: User) -> list[str]:
    """What is remembered of this person."""
    return [text for row in LastWrite.objects.filter(user=user) for text in row.bookmarks]


def test_the_next_request_waits_for_what_the_last_one_wrote() -> None:
    ada, bob = make_users("ada", "bob")
    with routed() as wire:
        followed = GraphQLClient(ada).data(FOLLOW, id=gid(bob))
        assert followed == {"followUser": {"user": {"followersCount": 1}}}
        [bookmark] = bookmarks_of(ada)
        with wire.overheard() as heard, statements() as seen:
            assert GraphQLClient(ada).data(FOLLOWERS, id=gid(bob))["user"]["followersCount"] == 1
        assert heard.count(bookmark.encode()) == 1
        assert len(seen) == 2  # the viewer, with their last write, and the person
        with wire.overheard() as heard:
            for client in (GraphQLClient(bob), GraphQLClient()):
                assert client.data(FOLLOWERS, id=gid(bob))["user"]["followersCount"] == 1
        assert b"FB:" not in heard


def test_a_mutation_reads_back_what_it_wrote_and_waits_for_what_came_before() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    with routed() as wire:
        GraphQLClient(ada).data(FOLLOW, id=gid(bob))
        [first] = bookmarks_of(ada)
        with wire.overheard() as heard:
            GraphQLClient(ada).data(FOLLOW_AND_LIST, id=gid(cyd))
        [second, _] = bookmarks_of(ada)
        # Once, by the list. The write itself waits for nothing.
        assert (heard.count(second.encode()), heard.count(first.encode())) == (1, 0)
        with wire.overheard() as heard:
            GraphQLClient(ada).data(
                'mutation { updateProfile(bio: "Hi.") { user { postsCount } } }'
            )
        assert (heard.count(second.encode()), heard.count(first.encode())) == (1, 1)
    assert bookmarks_of(ada) == [second, first]


def test_who_has_just_signed_up_is_remembered() -> None:
    signup = 'mutation { signup(username: "ada", email: "a@b.example", password: "a-long-one") '
    with routed():
        GraphQLClient().data(signup + "{ user { username } } }")
    assert len(bookmarks_of(User.objects.get())) == 1


def test_each_author_of_an_operation_is_remembered() -> None:
    ada, bob = make_users("ada", "bob")
    two = (
        "mutation ($id: ID!) { followUser(id: $id) { user { id } } "
        'signup(username: "cyd", email: "a@b.example", password: "a-long-one") { user { id } } }'
    )
    with routed():
        GraphQLClient(ada).data(two, id=gid(bob))
    [bookmark] = bookmarks_of(ada)  # of the last write, which covers the others
    assert bookmarks_of(User.objects.get(username="cyd")) == [bookmark]


def test_what_the_relay_does_has_no_bookmark() -> None:
    ada, bob = make_users("ada", "bob")
    try:
        driver.configure("neo4j://127.0.0.1:1")
        GraphQLClient(ada).answer(FOLLOW, id=gid(bob))
    finally:
        driver.configure(settings.NEO4J_URL)
    wait_until(lambda: not breaker.is_open)
    assert (LastWrite.objects.count(), bookmarks_of(ada)) == (1, [])
    with routed() as wire, wire.overheard() as heard:
        assert GraphQLClient(ada).data(FOLLOWERS, id=gid(bob))["user"]["followersCount"] == 0
        assert drain() == 1
        assert GraphQLClient(ada).data(FOLLOWERS, id=gid(bob))["user"]["followersCount"] == 1
    assert b"FB:" not in heard


@pytest.mark.parametrize("bookmark", ["foreign", "FB:kcwQ", ""])
def test_a_bookmark_that_no_server_knows_costs_nobody_an_error(bookmark: str) -> None:
    ada = make_user("ada")
    read_your_writes.remember(ada.pk, [bookmark])
    with routed():
        answer = GraphQLClient(ada).data(FOLLOWERS + "", id=gid(ada))
    assert answer == {"user": {"followersCount": 0}}


def test_on_a_single_server_nothing_is_kept_and_nothing_sent() -> None:
    ada, bob = make_users("ada", "bob")
    with statements() as seen, client.recorded_statements() as cypher:
        GraphQLClient(ada).data(FOLLOW, id=gid(bob))
    assert not any("core_lastwrite" in sql for sql in seen)
    assert (len(cypher), LastWrite.objects.count()) == (1, 0)


def test_nobody_is_looked_up_for_it() -> None:
    with routed(), statements() as seen:
        assert GraphQLClient().data("mutation { __typename }") == {"__typename": "Mutation"}
    assert seen == []
