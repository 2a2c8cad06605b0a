"""Suggestions without learned weights are what a plain model of their definition says."""

import math
import re
from typing import NamedTuple

import pytest

from graph.connection import client
from graph.traversals import suggestions as traversal
from graph.traversals.suggestions import CAPS, DEFAULT, Caps
from graph.traversals.suggestions.formula import FORMULA, parameters

from .network import Network
from .plans import operators
from .world import PEOPLE, World, random_world

pytestmark = pytest.mark.usefixtures("graph")


class Entry(NamedTuple):
    """What is expected of a suggestion."""

    uid: int
    score: float
    mutual_count: int
    mutuals: tuple[int, ...]
    follows_viewer: bool
    popular: bool


def suggestions(viewer: int, *, limit: int, caps: Caps = CAPS, exact: bool = True) -> list[Entry]:
    """Ask for them; each has parts that add up to its score."""
    found = traversal.suggestions(viewer, limit=limit, caps=caps)
    for each in found:
        assert each.is_exact is exact
        assert each.score == (0 if each.counts is None else DEFAULT.score(each.counts))
    return [
        Entry(
            *(each.uid, each.score, each.mutual_count, tuple(each.mutuals)),
            follows_viewer=each.counts is not None and each.counts.follows_you == 1,
            popular=each.popular,
        )
        for each in found
    ]


def expected(world: World, viewer: int, limit: int, mutuals: int = 50) -> list[Entry]:
    """The list as it should be."""
    scores = world.scores(viewer, mutuals)
    near = sorted(scores, key=lambda uid: (-scores[uid], uid))
    newest = world.newest(viewer, mutuals)
    entries = []
    for uid in [*near, *world.popular(viewer, set(near))][:limit]:
        found = [mutual for mutual in newest if mutual in world.followers(uid)]
        follows = (uid, viewer) in world.since
        named = (scores.get(uid, 0.0), len(found), tuple(found[:3]))
        entries.append(Entry(uid, *named, follows_viewer=follows, popular=uid not in scores))
    return entries


@pytest.mark.parametrize("seed", range(4))
def test_random_networks(seed: int) -> None:
    world = random_world(seed)
    for viewer in range(1, PEOPLE + 2):
        for limit in (6, 50):
            found = suggestions(viewer, limit=limit)
            assert found == expected(world, viewer, limit), (viewer, limit)


def test_the_mutuals_followed_last_are_asked() -> None:
    world = random_world(11)
    few = [viewer for viewer in range(1, PEOPLE) if len(world.known(viewer)) > 3]
    caps = Caps(mutuals=3)
    found = [suggestions(viewer, limit=50, caps=caps, exact=False) for viewer in few]
    assert found == [expected(world, viewer, 50, mutuals=3) for viewer in few]
    assert found != [expected(world, viewer, 50) for viewer in few]


def test_a_viewer_who_follows_very_many_has_fewer_mutuals_asked() -> None:
    world = random_world(11)
    viewer = max(range(1, PEOPLE), key=lambda uid: len(world.known(uid)))
    [*first, _] = world.newest(viewer, 50)
    edges = sum(len(world.follows(mutual)) for mutual in first)
    own = len(world.known(viewer)) + len(world.dismissals(viewer))
    caps = Caps(edges=edges + own + 50, followers=50, least=0)
    found = suggestions(viewer, limit=50, caps=caps, exact=False)
    named = {mutual for entry in found for mutual in entry.mutuals}
    assert named <= set(first)
    assert sum(entry.mutual_count for entry in found) == sum(
        mutual in first and entry.uid in world.follows(mutual)
        for entry in found
        for mutual in world.known(viewer)
    )


def test_a_mutual_speaks_for_a_bounded_number_of_people() -> None:
    network = Network()
    network.follow(1, 2)
    network.follow(2, 11, 12, 13, 14, 15, 16, 17)
    network.write()
    found = suggestions(1, limit=50, caps=Caps(cap=4), exact=False)
    assert [round(entry.score, 6) for entry in found] == [round(1 / math.log(7), 6)] * 4 + [0] * 3
    assert [entry.popular for entry in found] == [False] * 4 + [True] * 3
    assert {entry.uid for entry in found} == {11, 12, 13, 14, 15, 16, 17}
    assert [entry.mutuals for entry in found] == [(2,)] * 4 + [()] * 3


def test_a_bounded_number_of_followers_is_suggested() -> None:
    network = Network()
    for uid in (5, 6, 7, 8):
        network.follow(uid, 1)
        network.follow(9, uid)
    network.write()
    found = suggestions(1, limit=50, caps=Caps(followers=2))
    assert [entry.score for entry in found] == [1.0, 1.0, 0.0, 0.0]
    assert {entry.uid for entry in found} == {5, 6, 7, 8}
    assert [entry.follows_viewer for entry in found] == [True, True, False, False]


@pytest.mark.parametrize("viewer", [1, 404])
def test_a_newcomer_gets_the_most_followed(viewer: int) -> None:
    network = Network()
    network.add("user_saved", 1)
    network.follow(2, 10, 20, 30)
    network.follow(3, 20, 30)
    network.follow(4, 20, 5)
    network.write()
    assert suggestions(viewer, limit=3) == [
        Entry(20, 0.0, 0, (), follows_viewer=False, popular=True),
        Entry(30, 0.0, 0, (), follows_viewer=False, popular=True),
        Entry(5, 0.0, 0, (), follows_viewer=False, popular=True),
    ]


def test_the_most_followed_come_from_the_newest_follows() -> None:
    network = Network()
    network.follow(2, 10)
    network.follow(3, 10, 30)
    network.follow(4, 10)
    network.follow(5, 20, 30)
    network.write()
    found = suggestions(1, limit=5, caps=Caps(newest_follows=2))
    assert [entry.uid for entry in found] == [30, 20]


def test_in_an_empty_network_there_is_nobody() -> None:
    assert suggestions(1, limit=10) == []


def test_a_mutual_who_follows_one_person_weighs_as_one_who_follows_two() -> None:
    network = Network()
    network.follow(1, 2, 3)
    network.follow(2, 10)
    network.follow(3, 20, 30)
    network.write()
    weight = round(1 / math.log(2), 9)
    assert suggestions(1, limit=10) == [
        Entry(10, weight, 1, (2,), follows_viewer=False, popular=False),
        Entry(20, weight, 1, (3,), follows_viewer=False, popular=False),
        Entry(30, weight, 1, (3,), follows_viewer=False, popular=False),
    ]


def test_a_dismissed_person_is_neither_suggested_nor_in_between() -> None:
    network = Network()
    network.follow(1, 2, 3)
    network.follow(2, 10, 20)
    network.follow(3, 10)
    network.follow(20, 1)
    network.add("dismissed", 1, 20)
    network.add("dismissed", 1, 2)
    network.write()
    assert suggestions(1, limit=10) == [
        Entry(10, 1.442695041, 1, (3,), follows_viewer=False, popular=False)
    ]


def test_all_mutuals_of_somebody_famous_are_counted() -> None:
    network = Network()
    for uid in range(100, 170):
        network.follow(uid, 10)
    network.follow(1, 100, 101, 2)
    network.follow(100, 11)
    network.write()
    first = suggestions(1, limit=1)
    score = round(2 / math.log(2), 9)
    assert first == [Entry(10, score, 2, (101, 100), follows_viewer=False, popular=False)]


def test_suggestions_are_one_statement_that_scans_no_label() -> None:
    with client.recorded_statements() as statements:
        suggestions(1, limit=10)
    assert statements == [FORMULA]
    plan = operators(FORMULA, **parameters(1, 10, CAPS))
    viewer, newest = [line.split(" WHERE ")[0] for line in plan if "Index" in line]
    assert viewer == "NodeUniqueIndexSeek UNIQUE viewer:User(uid)"
    # Neo4j 5.26 also names what nothing uses.
    assert re.sub(r"anon_\d+|follows(?=:)", "", newest) == (
        "DirectedRelationshipIndexSeekByRange RANGE INDEX ()-[:FOLLOWS(since)]->(person)"
    )
    assert not [line for line in plan if "Scan" in line]
