"""Who likes a post: first the people whom the viewer follows, in pages, in both directions."""

import random
from typing import Any

import pytest

from graph.connection import client
from graph.edges import LIKED
from graph.traversals import likes as likes_module
from graph.traversals.edge_ends import AMONG_BY_INDEX, targets_among
from graph.traversals.keyset import Key, page, ranges
from graph.traversals.likes import LIKERS, LIKERS_BY_INDEX, SEEK, Liker, likers

from .network import Network
from .plans import hits, operators, scans

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


def test_a_call_is_one_statement_of_seeks() -> None:
    with client.recorded_statements() as statements:
        likers([POST], VIEWER, limit=10)
        likers([POST], VIEWER, limit=10, backwards=True)
        targets_among(LIKED, VIEWER, [POST])
    assert statements == [LIKERS_BY_INDEX[False], LIKERS_BY_INDEX[True], AMONG_BY_INDEX[LIKED]]
    for query in statements[:2]:
        plan = operators(query, **asked(VIEWER, 10))
        assert sum(line.startswith("NodeUniqueIndexSeek") for line in plan) == 1
        assert sum(line.startswith("DirectedRelationshipIndexSeek") for line in plan) == 5
        assert not [line for line in plan if line.startswith("Sort")]
        assert scans(plan) == []
    plan = operators(AMONG_BY_INDEX[LIKED], ids=[POST], actor=VIEWER)
    assert sum(line.startswith("DirectedRelationshipIndexSeek") for line in plan) == 2
    assert scans(plan) == []


def asked(
    viewer: int, limit: int, *, post: int = POST, before: Key | None = None
) -> dict[str, Any]:
    """The parameters of a page of users whom the viewer does not follow, below `before`."""
    key = None if before is None else (0, *before)
    asked = {"ids": [post], "viewer": viewer, "hidden": [], "seek": SEEK}
    return {**asked, **page(3, limit, key), **ranges(before, None)}


def test_the_cost_is_that_of_the_page_and_of_the_shorter_list() -> None:
    """By 3,000 likes, all of one time; by viewers who follow two and 40 of the network."""
    client.write(POPULAR, post=POST, few=POST + 1)
    for query in LIKERS_BY_INDEX.values():
        assert hits(query, **asked(0, 10)) <= 20
        assert hits(query, **asked(VIEWER, 10)) <= 30
        assert hits(query, **asked(VIEWER, 10, before=(5, 3000))) <= 30
        assert hits(query, **asked(VIEWER, 10, before=(5, 1500))) <= 30
        # The 10 likes of one post are read, and of another's 3,000 those of 40 followees.
        assert hits(query, **asked(VIEWER + 1, 10, post=POST + 1)) <= 80
        assert hits(query, **asked(VIEWER + 1, 10)) <= 180


POPULAR = """
CREATE (p:Post {pid: $post}), (q:Post {pid: $few})
WITH p, q UNWIND range(101, 3100) AS uid
CREATE (u:User {uid: uid})-[:LIKED {actor: uid, target: $post, since: 5, version: 1}]->(p)
FOREACH (_ IN CASE WHEN uid % 300 = 0 THEN [1] ELSE [] END |
  CREATE (u)-[:LIKED {actor: uid, target: $few, since: 5, version: 1}]->(q))
WITH collect(u) AS people
UNWIND [[99, 1500], [100, 75]] AS viewer
CREATE (v:User {uid: viewer[0]})
WITH people, viewer, v
UNWIND [u IN people WHERE u.uid % viewer[1] = 0] AS u
CREATE (v)-[:FOLLOWS {actor: v.uid, target: u.uid, since: 1, version: 1}]->(u)
"""


@pytest.mark.parametrize("seek", [0, 1, 1_000])
def test_pages_by_either_list_are_those_of_all_edges(
    seek: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Viewers who follow few and many, of posts with few and many likes, in pages of every size."""
    monkeypatch.setattr(likes_module, "SEEK", seek)
    chance = random.Random(8)
    network = Network()
    for pid in (POST, POST + 1, POST + 2):
        network.add("posted", 1, pid)
    likes = {POST: 60, POST + 1: 12, POST + 2: 1}
    for pid, number in likes.items():
        for uid in chance.sample(range(1, 80), number):
            network.add("liked", uid, pid, since=chance.randint(10, 14))
    for viewer, number in ((90, 50), (91, 8), (92, 1)):
        network.follow(viewer, *chance.sample(range(1, 80), number))
    network.add("suspended", 7)
    network.add("suspended", 8)
    network.write()
    for viewer in (90, 91, 92, 93):
        everything = {
            pid: [Liker(uid, since, bool(flag)) for uid, since, flag in rows]
            for pid, rows in client.read_one(
                LIKERS, ids=[*likes], viewer=viewer, hidden=[], **page(3, 99)
            )["lists"]
        }
        assert likers([*likes], viewer, limit=99) == everything
        for pid, rows in everything.items():
            for first in range(0, len(rows), 7):
                size, key = chance.randint(1, 9), rows[first].key
                below, above = rows[first + 1 :], rows[:first]
                assert likers([pid], viewer, limit=size, before=key)[pid] == below[:size]
                assert likers([pid], viewer, limit=size, after=key)[pid] == above[:size]
                assert (
                    likers([pid], viewer, limit=size, after=key, backwards=True)[pid]
                    == above[-size:]
                )
                assert (
                    likers([pid], viewer, limit=size, before=key, backwards=True)[pid]
                    == below[-size:]
                )
