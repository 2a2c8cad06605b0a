"""Mutuals and distances, against the naive ones, within bounds."""

import random
from collections import defaultdict
from typing import Any

import pytest

from graph.connection import client
from graph.traversals import known_followers as known
from graph.traversals import relationships as bounds
from graph.traversals.known_followers import (
    KNOWN_FOLLOWERS,
    KNOWN_FOLLOWERS_BY_INDEX,
    KnownFollowers,
    known_followers,
)
from graph.traversals.relationships import (
    RELATIONSHIPS,
    RELATIONSHIPS_BY_INDEX,
    Relationship,
    relationships,
)

from .network import Network, random_follows
from .plans import hits, operators, scans

pytestmark = pytest.mark.usefixtures("graph")

PEOPLE = range(1, 41)
VIEWER = 7
Follows = dict[tuple[int, int], int]


def crowd(seed: int, edges: int = 80) -> Follows:
    """Follows of 40 people at random, by the time of each."""
    network, since = Network(), {}
    for number, pair in enumerate(random_follows(random.Random(seed), len(PEOPLE), edges)):
        network.add("followed", *pair, since=1000 + number)
        since[pair] = 1000 + number
    network.write()
    return since


def expected(follows: Follows, hidden: set[int]) -> dict[int, Relationship]:
    """The plain definition, without bounds."""
    steps = defaultdict(set)
    for one, other in follows:
        if not {one, other} & hidden:
            steps[one].add(other)
    near, reached = {VIEWER: 0}, {VIEWER}
    for distance in (1, 2, 3):
        reached = {other for one in reached for other in steps[one]} - near.keys()
        near |= dict.fromkeys(reached, distance)
    return {
        uid: Relationship(
            (VIEWER, uid) in follows,
            (uid, VIEWER) in follows,
            sum(uid in steps[other] for other in steps[VIEWER]),
            True,
            near.get(uid),
            True,
        )
        for uid in PEOPLE
        if uid not in hidden
    }


def last(follows: Follows, uid: int, hidden: set[int]) -> list[int]:
    """The known followers of a user, those who followed last first."""
    theirs = {other for one, other in follows if one == VIEWER} - hidden
    found = [one for one, other in follows if other == uid and one in theirs]
    return sorted(found, key=lambda one: follows[one, uid], reverse=True)


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_they_are_those_of_the_plain_definition(seed: int, complete: bool) -> None:
    follows = crowd(seed)
    if not complete:
        client.write("CREATE (:Backfill)")
    # A block ends the follows between the viewer and who is hidden.
    met = {VIEWER, *(uid for pair in follows for uid in pair if VIEWER in pair)}
    for hidden in (set(), set(random.Random(seed).sample(sorted({*PEOPLE} - met), 5))):
        shown = [uid for uid in PEOPLE if uid not in hidden]
        with client.recorded_statements() as statements:
            found = relationships(VIEWER, [*shown, 404], hidden=hidden)
        assert found == expected(follows, hidden) | {404: Relationship()}
        named = known_followers(VIEWER, [*shown, 404], hidden=hidden)
        assert named[404] == KnownFollowers()
        for uid in shown:
            those = last(follows, uid, hidden)
            assert named[uid] == KnownFollowers(len(those), tuple(those[: known.NAMED]), True)
        assert statements == [RELATIONSHIPS_BY_INDEX] + [RELATIONSHIPS] * (not complete)


def test_a_viewer_whom_the_graph_does_not_know_has_none() -> None:
    crowd(1)
    assert relationships(404, [1, 2]) == {1: Relationship(), 2: Relationship()}
    assert known_followers(404, [1]) == {1: KnownFollowers()}


def test_edges_of_who_is_suspended_lead_nowhere_but_for_themselves() -> None:
    network = Network()
    network.follow(1, 2, 3)
    network.follow(2, 4)
    network.follow(3, 4)
    network.follow(4, 5)
    network.add("suspended", 3)
    network.write()
    assert relationships(1, [4, 5]) == {
        4: Relationship(mutuals=1, distance=2),
        5: Relationship(distance=3),
    }
    network.add("suspended", 1)
    network.write()
    with client.recorded_statements() as statements:
        found = relationships(1, [1, 2, 4, 5], suspended=True)
        assert known_followers(1, [4], suspended=True) == {4: KnownFollowers(1, (2,))}
    assert found == {
        1: Relationship(distance=0),
        2: Relationship(follows=True, distance=1),
        4: Relationship(mutuals=1, distance=2),
        5: Relationship(distance=3),
    }
    assert statements == [RELATIONSHIPS, KNOWN_FOLLOWERS]


POPULAR = """
CREATE (viewer:User {uid: 1}), (star:User {uid: 2}), (beyond:User {uid: 3})
CREATE (star)-[:FOLLOWS {actor: 2, target: 3, since: 1, version: 1}]->(beyond)
WITH viewer, star
UNWIND range(101, 100 + $fans) AS uid
CREATE (u:User {uid: uid})-[:FOLLOWS {actor: uid, target: 2, since: uid, version: 1}]->(star)
WITH viewer, u, uid WHERE uid <= 100 + $followees
CREATE (viewer)-[:FOLLOWS {actor: 1, target: uid, since: uid, version: 1}]->(u)
"""


def popular(fans: int, followees: int) -> None:
    """A star with fans, of whom the viewer follows those who followed first."""
    client.write(POPULAR, fans=fans, followees=followees)


def asked(*uids: int) -> dict[str, Any]:
    """The parameters of either statement."""
    return {
        **known.bounds(1, uids, ()),
        "middle": bounds.MIDDLE,
        "of_each": bounds.OF_EACH,
        "last": bounds.LAST,
    }


def test_few_followees_are_sought_among_any_number_of_followers() -> None:
    popular(fans=3_000, followees=40)
    assert relationships(1, [2, 3]) == {
        2: Relationship(mutuals=40, distance=2),
        3: Relationship(distance=3),
    }
    named = (140, 139, 138)
    assert known_followers(1, [2]) == {2: KnownFollowers(40, named)}


def test_a_count_beyond_the_bound_says_so() -> None:
    popular(fans=3_000, followees=1_500)
    # The last 2,000 followers are 1,101 to 3,100, and the viewer follows up to 1,600.
    assert known_followers(1, [2]) == {2: KnownFollowers(500, (1600, 1599, 1598), False)}
    assert relationships(1, [2, 3]) == {
        2: Relationship(mutuals=500, is_exact=False, distance=2),
        3: Relationship(distance=3),
    }


def test_a_distance_that_was_not_found_says_so() -> None:
    popular(fans=3_000, followees=300)
    found = relationships(1, [2, 3])
    # Of the last 2,000 followers the viewer follows none, of the last 300 neither.
    assert found[2] == Relationship(is_exact=False, is_shortest=False)
    # Of 300 followees 200 are asked whom they follow, which is enough here.
    assert found[3] == Relationship(distance=3)


def test_plans_seek() -> None:
    for query in (RELATIONSHIPS_BY_INDEX, KNOWN_FOLLOWERS_BY_INDEX):
        plan = operators(query, **asked(2, 3))
        assert scans(plan) == []


def test_the_cost_is_that_of_the_bounds_whatever_the_degrees() -> None:
    popular(fans=3_000, followees=1_500)
    # The followees and a window of the followers; and of whom the followees follow, the one each.
    assert hits(KNOWN_FOLLOWERS_BY_INDEX, **asked(2)) <= 1_500 + known.WINDOW + 20
    near = hits(RELATIONSHIPS_BY_INDEX, **asked(2))
    assert near <= 1_500 + known.WINDOW + 2 * bounds.MIDDLE + 30
    assert hits(RELATIONSHIPS_BY_INDEX, **asked(2, 3)) <= near + 20
