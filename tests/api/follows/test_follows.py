"""Following over the API, lists of people, and a pinned number of statements."""

from typing import Any

import pytest

from core.accounts.models import User
from core.follows.services import follow
from core.journal.models import JournalEntry
from graph.connection.client import recorded_statements
from graph.edges import FOLLOWS
from graph.traversals.relations import WITH_COUNTS_BY_INDEX
from graph.writes.edges import SHOWING
from tests.api.client import GraphQLClient, gid
from tests.factories import make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

FOLLOW = """
mutation ($id: ID, $username: String) {
  followUser(id: $id, username: $username) {
    user { username followersCount followingCount viewerFollows followsViewer isMutual }
  }
}
"""
UNFOLLOW = FOLLOW.replace("followUser", "unfollowUser")


def test_follow_and_unfollow() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    client = GraphQLClient(ada)
    followed = {
        "username": "bob",
        "followersCount": 1,
        "followingCount": 1,
        "viewerFollows": True,
        "followsViewer": True,
        "isMutual": True,
    }
    assert client.data(FOLLOW, id=gid(bob))["followUser"]["user"] == followed
    assert client.data(FOLLOW, username="BOB")["followUser"]["user"] == followed
    assert client.data(UNFOLLOW, username="bob")["unfollowUser"]["user"] == followed | {
        "followersCount": 0,
        "viewerFollows": False,
        "isMutual": False,
    }


@pytest.mark.parametrize("query", [FOLLOW, UNFOLLOW])
def test_the_answer_is_what_the_write_has_shown(query: str) -> None:
    ada, bob = make_users("ada", "bob")
    client = GraphQLClient(ada)
    if query is UNFOLLOW:
        client.data(FOLLOW, id=gid(bob))
    # Viewer, user, locks, notification, entry, mark, waking; tests have no quotas.
    with statements() as sql, recorded_statements() as cypher:
        client.data(query, id=gid(bob))
    assert (len(sql), cypher) == (7 if query is FOLLOW else 6, [SHOWING[FOLLOWS]])
    with recorded_statements() as cypher:
        client.data(query, id=gid(bob))
    assert cypher == [WITH_COUNTS_BY_INDEX]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({}, ("BAD_USER_INPUT", "Give either `id` or `username`.", "id")),
        (
            {"id": "VXNlcjo5", "username": "bob"},
            ("BAD_USER_INPUT", "Give either `id` or `username`.", "id"),
        ),
        ({"id": "VXNlcjo5"}, ("NOT_FOUND", "User not found.", "id")),
        ({"username": "nobody"}, ("NOT_FOUND", "User not found.", "username")),
        ({"username": "ada"}, ("BAD_USER_INPUT", "You cannot follow yourself.", "username")),
    ],
)
def test_refusals(arguments: dict[str, str], refusal: tuple[str, str, str]) -> None:
    ada = make_user("ada")
    before = JournalEntry.objects.count()
    assert GraphQLClient(ada).refusal(FOLLOW, **arguments) == refusal
    assert JournalEntry.objects.count() == before


def test_nobody_follows_without_signing_in() -> None:
    bob = make_user("bob")
    assert GraphQLClient().refusal(FOLLOW, id=gid(bob))[0] == "UNAUTHENTICATED"


FOLLOWERS = """
query ($username: String!, $first: Int, $after: String) {
  user(username: $username) {
    followers(first: $first, after: $after) {
      totalCount
      nodes { username viewerFollows followsViewer isMutual }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


def star(followers: int) -> tuple[User, list[User]]:
    """Someone with this many followers, in the order in which they came."""
    centre = make_user("centre")
    people = make_users(*(f"person{number}" for number in range(followers)))
    for person in people:
        follow(follower=person, followee=centre.pk)
    return centre, people


def test_followers_are_paged_most_recent_first() -> None:
    centre, people = star(5)
    follow(follower=centre, followee=people[4].pk)
    client = GraphQLClient(centre)

    def page(**arguments: Any) -> Any:
        return client.data(FOLLOWERS, username="centre", first=2, **arguments)["user"]["followers"]

    first = page()
    assert first["totalCount"] == 5
    assert first["nodes"] == [
        {
            "username": "person4",
            "viewerFollows": True,
            "followsViewer": True,
            "isMutual": True,
        },
        {
            "username": "person3",
            "viewerFollows": False,
            "followsViewer": True,
            "isMutual": False,
        },
    ]
    second = page(after=first["pageInfo"]["endCursor"])
    assert [node["username"] for node in second["nodes"]] == ["person2", "person1"]
    third = page(after=second["pageInfo"]["endCursor"])
    assert [node["username"] for node in third["nodes"]] == ["person0"]
    assert third["pageInfo"]["hasNextPage"] is False


def test_a_bad_cursor_is_an_error_and_not_page_one() -> None:
    centre, _ = star(1)
    answer = GraphQLClient(centre).answer(FOLLOWERS, username="centre", after="x")
    assert answer["data"] == {"user": {"followers": None}}
    [error] = answer["errors"]
    message = "`after` is not a cursor of this list. Use a returned cursor, unchanged."
    assert error["message"] == message
    assert error["extensions"] == {
        "code": "BAD_USER_INPUT",
        "field": "after",
        "fields": {"after": message},
    }


@pytest.mark.parametrize("size", [1, 50])
def test_a_page_of_followers_takes_as_many_statements_for_1_as_for_50(size: int) -> None:
    centre, _ = star(size)
    query = """
    { user(username: "centre") { followers(first: 50) {
        totalCount nodes { username followersCount viewerFollows } } } }
    """
    with statements() as sql, recorded_statements() as cypher:
        found = GraphQLClient(centre).data(query)["user"]["followers"]
    assert len(found["nodes"]) == found["totalCount"] == size
    # The viewer; the person; the followers.
    assert len(sql) == 3
    # The followers; counts with relations.
    assert len(cypher) == 2


@pytest.mark.parametrize("size", [2, 6])
def test_lists_inside_of_lists_are_batched(size: int) -> None:
    star(size)
    query = """
    { user(username: "centre") { followers { nodes {
        following(first: 2) { totalCount nodes { username } }
        followers(first: 2) { nodes { username } }
        posts(first: 2) { totalCount nodes { content likers(first: 1) { nodes { username } } } }
    } } } }
    """
    with statements() as sql, recorded_statements() as cypher:
        found = GraphQLClient().data(query)["user"]["followers"]["nodes"]
    assert [node["following"]["nodes"] for node in found] == [[{"username": "centre"}]] * size
    # The person; the followers; whom these follow, whom nobody follows; their posts.
    assert len(sql) == 4
    # Followers; whom they follow; their followers; counts.
    assert len(cypher) == 4


def test_the_same_list_under_several_names_is_fetched_for_those_alone_who_have_it() -> None:
    """Not for the followers that the first one finds, and theirs."""
    people = make_users(*(f"person{number}" for number in range(6)))
    for person in people:
        for other in people:
            if person != other:
                follow(follower=person, followee=other.pk)
    query = """
    query ($first: Int) {
      users(first: 2) {
        nodes {
          a: followers(first: $first) { nodes { username } }
          b: followers(first: 3) { nodes { username followers(first: 2) { nodes { username } } } }
          following(first: $first) { nodes { username } }
        }
      }
    }
    """
    for first in (1, 5):
        with statements() as sql, recorded_statements() as cypher:
            answer = GraphQLClient().data(query, first=first)
        assert [len(node["a"]["nodes"]) for node in answer["users"]["nodes"]] == [first, first]
        assert (len(sql), len(cypher)) == (1 + 4, 4)
