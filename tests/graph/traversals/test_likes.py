"""Who likes a post: first the people whom the viewer follows, in pages, in both directions."""

import random

import pytest

from graph.connection import client
from graph.edges import LIKED
from graph.traversals.edge_ends import AMONG, targets_among
from graph.traversals.keyset import page
from graph.traversals.likes import LIKERS, Liker, likers

from .network import Network
from .plans import operators

pytestmark = pytest.mark.usefixtures("graph")

VIEWER, POST = 99, 7000


def liked_post() -> list[Liker]:
    """Twenty likes, many of the same millisecond, as the viewer's list has them."""
    randomness = random.Random(5)
    network = Network()
    network.add("posted", 1, POST)
    expected = []
    for uid in randomness.sample(range(1, 50), 20):
        since = randomness.randint(1000, 1004)
        followed = randomness.random() < 0.4
        expected.append(Liker(uid, since, followed))
        network.add("liked", uid, POST, since=since)
        if followed:
            network.follow(VIEWER, uid)
        else:
            network.follow(uid, VIEWER)
    network.add("liked", 60, POST)
    network.add("unliked", 60, POST)
    network.follow(VIEWER, 60, 61)
    network.write()
    return sorted(expected, key=lambda liker: liker.key, reverse=True)


def test_pages_in_both_directions() -> None:
    everything = liked_post()
    assert likers([POST], VIEWER, limit=100)[POST] == everything
    for start in range(20):
        cursor = everything[start].key
        assert (
            likers([POST], VIEWER, limit=3, before=cursor)[POST]
            == everything[start + 1 : start + 4]
        )
        up = everything[:start]
        assert likers([POST], VIEWER, limit=3, after=cursor)[POST] == up[:3]
        assert likers([POST], VIEWER, limit=3, after=cursor, backwards=True)[POST] == up[-3:]
    assert likers([POST], VIEWER, limit=3, backwards=True)[POST] == everything[-3:]


@pytest.mark.parametrize("viewer", [None, 404])
def test_without_a_viewer_all_are_by_time(viewer: int | None) -> None:
    everything = liked_post()
    expected = sorted((liker.since, liker.id) for liker in everything)[::-1]
    found = likers([POST], viewer, limit=100)[POST]
    assert found == [Liker(uid, since, followed=False) for since, uid in expected]


def test_a_post_that_is_not_there_has_no_likers() -> None:
    liked_post()
    assert likers([404], VIEWER, limit=10) == {}


def test_which_posts_the_viewer_likes() -> None:
    network = Network()
    network.add("liked", VIEWER, 1)
    network.add("liked", VIEWER, 2)
    network.add("unliked", VIEWER, 2)
    network.add("liked", 5, 3)
    network.write()
    assert targets_among(LIKED, VIEWER, [1, 2, 3, 404]) == {1}
    assert targets_among(LIKED, 404, [1, 2, 3]) == set()


def test_a_call_is_one_statement_that_begins_at_post_and_viewer() -> None:
    with client.recorded_statements() as statements:
        likers([POST], VIEWER, limit=10)
        targets_among(LIKED, VIEWER, [POST])
    assert statements == [LIKERS, AMONG[LIKED]]
    list_plan = operators(LIKERS, pids=[POST], viewer=VIEWER, **page(3, 10, None, None, False))
    flag_plan = operators(AMONG[LIKED], ids=[POST], actor=VIEWER)
    for plan in (list_plan, flag_plan):
        assert sum(line.startswith("NodeUniqueIndexSeek") for line in plan) == 2
        assert not [line for line in plan if "Scan" in line or "Sort" in line]
    assert [line.split()[0] for line in flag_plan if "Expand" in line] == ["Expand(Into)"]
