"""The followers of a user whom the viewer follows: in short, counted, and as a list."""

from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.follows.services import follow
from core.mutes.services import mute
from graph.connection.client import recorded_statements
from graph.traversals.known_followers import KNOWN_FOLLOWERS_BY_INDEX
from tests.api.client import GraphQLClient, gid
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

USER = """
query ($username: String!) {
  user(username: $username) {
    knownFollowers { count countIsExact people { username } }
    mutuals { totalCount nodes { username } }
  }
}
"""


def ask(viewer: User | None, username: str = "star") -> Any:
    """The names in short, the count, and the names of the list."""
    found = GraphQLClient(viewer).data(USER, username=username)["user"]
    known, listed = found["knownFollowers"], found["mutuals"]
    assert known["countIsExact"] is True
    assert known["count"] == listed["totalCount"] == len(listed["nodes"])
    names = [user["username"] for user in listed["nodes"]]
    assert [user["username"] for user in known["people"]] == names[:3]
    return names


def network() -> list[User]:
    """Of six who follow the star the viewer follows five; the last to follow is named first."""
    viewer, star, *fans = people = make_users("viewer", "star", *(f"fan{n}" for n in range(6)))
    for fan in fans:
        follow(follower=fan, followee=star.pk)
        if fan is not fans[3]:
            follow(follower=viewer, followee=fan.pk)
    follow(follower=viewer, followee=star.pk)
    return people


def test_who_followed_last_is_named_first() -> None:
    viewer, _, *fans = network()
    assert ask(viewer) == ["fan5", "fan4", "fan2", "fan1", "fan0"]
    assert ask(None) == ask(fans[0]) == []
    follow(follower=fans[0], followee=viewer.pk)
    assert ask(viewer, "viewer") == ["fan0"]


def test_who_is_hidden_is_not_among_them_and_who_is_muted_is() -> None:
    viewer, _, *fans = network()
    change_person(person=fans[5].pk, is_active=False)
    block(blocker=fans[4], person=viewer.pk)
    block(blocker=viewer, person=fans[1].pk)
    mute(viewer=viewer, person=fans[0].pk)
    assert ask(viewer) == ["fan2", "fan0"]
    follow(follower=fans[0], followee=fans[1].pk)
    query = "{ blockedUsers { nodes { knownFollowers { count } mutuals { totalCount } } } }"
    found = GraphQLClient(viewer).data(query)["blockedUsers"]["nodes"]
    assert found == [{"knownFollowers": {"count": 0}, "mutuals": {"totalCount": 0}}]


def test_who_is_suspended_reads_on() -> None:
    viewer, *_ = network()
    change_person(person=viewer.pk, is_active=False)
    viewer.refresh_from_db()
    assert ask(viewer) == ["fan5", "fan4", "fan2", "fan1", "fan0"]


def test_a_page_of_users_takes_one_statement_of_either_store() -> None:
    viewer, star, *fans = network()
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { knownFollowers {
        count %s } } } }"""
    for users in ([star], [star, viewer, *fans]):
        ids = [gid(user) for user in users]
        with statements() as sql, recorded_statements() as cypher:
            found = GraphQLClient(viewer).data(query % "people { username }", ids=ids)["nodes"]
        assert found[0]["knownFollowers"] == {
            "count": 5,
            "people": [{"username": f"fan{number}"} for number in (5, 4, 2)],
        }
        # The viewer, the users, and who is named.
        assert (len(sql), cypher) == (3, [KNOWN_FOLLOWERS_BY_INDEX])
        with statements() as sql, recorded_statements() as cypher:
            GraphQLClient(viewer).data(query % "", ids=ids)
        assert (len(sql), cypher) == (2, [KNOWN_FOLLOWERS_BY_INDEX])
