"""Two of whom one blocks the other see a network in which the other never was.

It is compared field by field over the whole schema with a second network in which the other is left
out. Nobody else sees a difference but that the two no longer follow each other.
"""

from typing import Any

import pytest

from core.blocks.services import block, unblock
from core.follows.services import unfollow
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.core.journal.dying import commit_and_die
from tests.statements import statements
from tests.worlds import put_back

from .sweep import seen_by
from .test_sweep import COSTS, suspend, view_without
from .world import World, make_world

pytestmark = pytest.mark.usefixtures("both_stores")

LIST = """{ blockedUsers { totalCount nodes {
  username displayName bio viewerIsBlocking viewerFollows followsViewer followersCount
  followingCount postsCount followers { totalCount nodes { id } }
  following { totalCount nodes { id } } posts { totalCount nodes { id } }
} } }"""


def blocks(world: World, one: str, other: str) -> None:
    block(blocker=world.users[one], person=world.users[other].pk)


def as_if_never_there(found: Any) -> Any:
    """The same without what depends on the degree of a third person, who does know the other."""
    if isinstance(found, list):
        return [as_if_never_there(each) for each in found]
    if isinstance(found, dict):
        kept = {key: each for key, each in found.items() if key not in ("score", "parts")}
        if "reasons" in kept:
            kept["reasons"] = sorted(kept["reasons"], key=str)
        return {key: as_if_never_there(each) for key, each in kept.items()}
    return found


@pytest.mark.parametrize(("blocker", "person"), [("ann", "eve"), ("eve", "ann")])
def test_neither_of_the_two_sees_anything_of_the_other(blocker: str, person: str) -> None:
    alone = {"ann": view_without("ann", "eve"), "eve": view_without("eve", "ann")}
    world = put_back(make_world)
    blocks(world, blocker, person)
    for viewer, expected in alone.items():
        assert as_if_never_there(seen_by(world, viewer)) == as_if_never_there(expected), viewer


def test_nobody_else_sees_more_than_that_two_follow_each_other_no_longer() -> None:
    world = put_back(make_world)
    for one, other in (("ann", "eve"), ("eve", "ann")):
        unfollow(follower=world.users[one], followee=world.users[other].pk)
    apart = {viewer: seen_by(world, viewer) for viewer in ("bob", "cat", None)}
    world = put_back(make_world)
    blocks(world, "ann", "eve")
    for viewer, expected in apart.items():
        assert seen_by(world, viewer) == expected, viewer


def test_all_but_notifications_comes_back_when_the_block_is_undone() -> None:
    world = put_back(make_world)
    Notification.objects.all().delete()
    before = {viewer: seen_by(world, viewer) for viewer in ("ann", "eve", "cat")}
    blocks(world, "ann", "eve")
    unblock(blocker=world.users["ann"], person=world.users["eve"].pk, restore=True)
    for viewer, expected in before.items():
        assert seen_by(world, viewer) == expected, viewer


def test_a_suspended_viewer_sees_nothing_of_whom_they_block() -> None:
    alone = view_without("ann", "eve")
    world = put_back(make_world)
    blocks(world, "ann", "eve")
    suspend(world, "ann")
    found = as_if_never_there(seen_by(world, "ann"))
    assert found["me"].pop("isSuspended") is True
    expected = as_if_never_there(alone)
    expected["me"].pop("isSuspended")
    for root in ("me", "users(first: 9)", "feed(first: 12, includeOwn: true)", "comments"):
        assert _active(found[root]) == _active(expected[root]), root


def _active(found: Any) -> Any:
    """Without what a suspension changes for who is suspended."""
    own = ("isSuspended", "viewerCanComment", "viewerCanEdit", "viewerCanDelete")
    if isinstance(found, list):
        return [_active(each) for each in found]
    if isinstance(found, dict):
        return {key: _active(each) for key, each in found.items() if key not in own}
    return found


def test_until_the_graph_hears_of_it_nothing_of_the_other_is_shown() -> None:
    world = put_back(make_world)
    commit_and_die(lambda: blocks(world, "ann", "eve"))
    assert JournalEntry.objects.filter(applied_at__isnull=True).count() == 3
    for viewer, other in (("ann", "eve"), ("eve", "ann")):
        text = str(seen_by(world, viewer))
        assert f"'{other}" not in text


def test_the_blocker_finds_the_profile_in_one_list_alone() -> None:
    world = put_back(make_world)
    blocks(world, "ann", "eve")
    ann, eve = (GraphQLClient(world.users[name]) for name in ("ann", "eve"))
    empty = {"totalCount": 0, "nodes": []}
    profile = {"username": "eve", "displayName": "eve", "bio": ""}
    nothing = {"viewerFollows": False, "followsViewer": False, "followersCount": 0}
    nothing |= {"followingCount": 0, "postsCount": 0}
    lists = {"followers": empty, "following": empty, "posts": empty}
    [found] = ann.data(LIST)["blockedUsers"]["nodes"]
    assert found == {**profile, "viewerIsBlocking": True, **nothing, **lists}
    assert eve.data(LIST) == {"blockedUsers": empty}
    flags = ann.data("{ users { nodes { viewerIsBlocking } } }")["users"]["nodes"]
    assert [each["viewerIsBlocking"] for each in flags] == [False] * 6


def test_a_mutation_answers_by_what_is_hidden_after_it() -> None:
    world = put_back(make_world)
    ann, eve = GraphQLClient(world.users["ann"]), gid(world.users["eve"])
    fields = "user { username viewerIsBlocking followersCount viewerFollows }"
    hidden = {"viewerIsBlocking": True, "followersCount": 0, "viewerFollows": False}
    for arguments in (f'id: "{eve}"', 'username: "Eve"'):
        assert ann.data(f"mutation {{ done: blockUser({arguments}) {{ {fields} }} }}") == {
            "done": {"user": {"username": "eve", **hidden}}
        }
    shown = {"viewerIsBlocking": False, "followersCount": 3, "viewerFollows": False}
    ended = f'unblockUser(id: "{eve}") {{ {fields} viewerFollowed followedViewer }}'
    for _ in range(2):
        assert ann.data(f"mutation {{ done: {ended} }}") == {
            "done": {
                "user": {"username": "eve", **shown},
                "viewerFollowed": True,
                "followedViewer": True,
            }
        }
    restored = {"viewerIsBlocking": False, "followersCount": 4, "viewerFollows": True}
    assert ann.data(f'mutation {{ done: restoreFollows(username: "eve") {{ {fields} }} }}') == {
        "done": {"user": {"username": "eve", **restored}}
    }


def test_a_block_costs_no_statement_more() -> None:
    world = put_back(make_world)
    client = GraphQLClient(world.users["ann"])

    def costs() -> dict[str, tuple[int, int]]:
        found = {}
        for query in COSTS:
            with statements() as sql, recorded_statements() as cypher:
                client.data(query)
            found[query] = len(sql), len(cypher)
        return found

    # The weights of suggestions are read once a minute.
    client.data("{ followSuggestions { score } }")
    assert costs() == COSTS
    blocks(world, "ann", "eve")
    assert costs() == COSTS
    with statements() as sql, recorded_statements() as cypher:
        client.data("{ blockedUsers { totalCount nodes { username viewerIsBlocking } } }")
    assert (len(sql), len(cypher)) == (4, 1)


def test_the_answer_to_a_write_counts_without_who_is_hidden() -> None:
    world = put_back(make_world)
    blocks(world, "ann", "eve")
    ann = GraphQLClient(world.users["ann"])
    bob, post = gid(world.users["bob"]), gid(world.posts["bob 1"])
    # Eve follows Bob and likes his post, too.
    for follow, like, followers, likes in (
        ("unfollowUser", "unlikePost", 2, 1),
        ("followUser", "likePost", 3, 2),
    ):
        done = ann.data(f'mutation {{ d: {follow}(id: "{bob}") {{ user {{ followersCount }} }} }}')
        assert done == {"d": {"user": {"followersCount": followers}}}
        done = ann.data(f'mutation {{ d: {like}(id: "{post}") {{ post {{ likesCount }} }} }}')
        assert done == {"d": {"post": {"likesCount": likes}}}
