"""Private accounts, requests to follow them, and lists that are shown to some."""

from typing import Any

import pytest

from core.accounts.models import User
from core.follows.services import follow
from core.privacy.services import update_privacy
from core.visibility.lists import ListAudience
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

FOLLOW = (
    "mutation ($id: ID!) { followUser(id: $id) "
    "{ user { viewerFollows viewerHasRequested followersCount } } }"
)
LISTS = """{
    followRequests { totalCount nodes { username } }
    sentFollowRequests { totalCount nodes { username } }
}"""
PROFILE = """query ($id: ID!) { user(id: $id) {
    isPrivate followersCount followingCount
    followers { totalCount pageInfo { hasNextPage } nodes { username } }
    following { totalCount nodes { username } }
    knownFollowers { count } mutuals { totalCount }
} }"""
NOBODY: dict[str, Any] = {"totalCount": 0, "nodes": []}


def only(username: str) -> dict[str, Any]:
    return {"totalCount": 1, "nodes": [{"username": username}]}


def test_a_request_from_asking_to_following() -> None:
    ada, bob = (GraphQLClient(user) for user in make_users("ada", "bob"))
    assert ada.user
    assert bob.user
    set_private = "mutation { updatePrivacy(isPrivate: true) { user { privacy { isPrivate } } } }"
    assert bob.data(set_private)["updatePrivacy"]["user"]["privacy"] == {"isPrivate": True}
    asked = {"viewerFollows": False, "viewerHasRequested": True, "followersCount": 0}
    for _ in range(2):
        assert ada.data(FOLLOW, id=gid(bob.user))["followUser"]["user"] == asked
    assert bob.data(LISTS) == {"followRequests": only("ada"), "sentFollowRequests": NOBODY}
    assert ada.data(LISTS) == {"followRequests": NOBODY, "sentFollowRequests": only("bob")}
    notices = "{ notifications { nodes { kind actor { username } } } }"
    assert bob.data(notices)["notifications"]["nodes"] == [
        {"kind": "FOLLOW_REQUEST", "actor": {"username": "ada"}}
    ]
    accept = 'mutation { acceptFollowRequest(username: "Ada") { user { followsViewer username } } }'
    assert bob.data(accept)["acceptFollowRequest"]["user"] == {
        "followsViewer": True,
        "username": "ada",
    }
    assert bob.data(LISTS) == {"followRequests": NOBODY, "sentFollowRequests": NOBODY}
    follows = {"viewerFollows": True, "viewerHasRequested": False, "followersCount": 1}
    assert ada.data(FOLLOW, id=gid(bob.user))["followUser"]["user"] == follows
    assert ada.data(notices)["notifications"]["nodes"] == [
        {"kind": "FOLLOW_ACCEPTED", "actor": {"username": "bob"}}
    ]
    assert bob.data(notices)["notifications"]["nodes"] == []


def test_a_request_takes_two_statements_more_than_a_follow() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    update_privacy(user=bob, is_private=True)
    query = "mutation ($id: ID!) { followUser(id: $id) { user { id } } }"
    counts = []
    for other in (cyd, bob):
        with statements() as sql, recorded_statements() as cypher:
            GraphQLClient(ada).data(query, id=gid(other))
        counts.append((len(sql), len(cypher)))
    # That the account stays private, and the row of the request.
    assert counts == [(7, 1), (9, 1)]


def test_the_lists_take_as_many_statements_for_many_as_for_few() -> None:
    bob, *others = make_users("bob", *(f"person{number}" for number in range(8)))
    update_privacy(user=bob, is_private=True)
    query = "{ followRequests { totalCount nodes { username viewerHasRequested } } }"
    counts = []
    for place, other in enumerate(others):
        follow(follower=other, followee=bob.pk)
        if place in (0, 7):
            with statements() as sql, recorded_statements() as cypher:
                found = GraphQLClient(bob).data(query)["followRequests"]
            assert found["totalCount"] == place + 1
            counts.append((len(sql), len(cypher)))
    assert counts == [(4, 1), (4, 1)]


def test_lists_that_are_hidden_are_empty_and_their_counts_0() -> None:
    owner, fan, other = make_users("owner", "fan", "other")
    follow(follower=fan, followee=owner.pk)
    follow(follower=owner, followee=other.pk)
    update_privacy(user=owner, followers_visible_to=ListAudience.FOLLOWERS)
    follow(follower=other, followee=fan.pk)
    none = {"knownFollowers": {"count": 0}, "mutuals": {"totalCount": 0}}
    followers = {**only("fan"), "pageInfo": {"hasNextPage": False}}
    shown = {
        "isPrivate": False,
        "followersCount": 1,
        "followers": followers,
        "followingCount": 1,
        "following": only("other"),
        **none,
    }
    assert profile(owner, owner) == profile(fan, owner) == shown
    for viewer in (other, None):
        assert profile(viewer, owner) == {
            **shown,
            "followersCount": 0,
            "followers": {**NOBODY, "pageInfo": {"hasNextPage": False}},
        }
    update_privacy(user=owner, is_private=True)
    assert profile(other, owner)["following"] == NOBODY
    assert profile(other, owner)["followingCount"] == 0
    assert profile(fan, owner)["following"] == only("other")


def test_hidden_lists_cost_one_statement_where_somebody_hides_them_and_else_none() -> None:
    viewer, *others = make_users("viewer", *(f"person{number}" for number in range(6)))
    query = "{ users { nodes { followersCount followers(first: 1) { nodes { id } } } } }"

    def cost() -> tuple[int, int]:
        with statements() as sql, recorded_statements() as cypher:
            GraphQLClient(viewer).data(query)
        return len(sql), len(cypher)

    follow(follower=viewer, followee=others[0].pk)
    plain = cost()
    update_privacy(user=others[0], followers_visible_to=ListAudience.NOBODY)
    assert cost() == (plain[0] + 1, plain[1])
    for other in others[1:]:
        update_privacy(user=other, is_private=True)
    assert cost()[0] <= plain[0] + 1


def test_a_search_takes_no_statement_for_each_private_user() -> None:
    viewer, *others = make_users("viewer", *(f"person{number}" for number in range(5)))
    for other in others:
        update_privacy(user=other, is_private=True)
    query = '{ users(search: "person") { nodes { username isPrivate } } }'
    with statements() as sql:
        nodes = GraphQLClient(viewer).data(query)["users"]["nodes"]
    assert [node["isPrivate"] for node in nodes] == [True] * 5
    assert len(sql) == 3


def profile(viewer: User | None, owner: User) -> Any:
    return GraphQLClient(viewer).data(PROFILE, id=gid(owner))["user"]
