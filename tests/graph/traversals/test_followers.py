"""Followers and following: most recent first, in pages, in both directions."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from graph.connection import client
from graph.edges import BOOKMARKED, FOLLOWS
from graph.traversals.edge_ends import COUNT, EdgeEnd, actors, count_targets, targets
from graph.traversals.edge_pages import ACTORS_BY_INDEX, TARGETS_BY_INDEX
from graph.traversals.keyset import Key, page, ranges

from .network import Network
from .plans import hits, operators, scans

pytestmark = pytest.mark.usefixtures("graph")

HUB = 50
followers, following = partial(actors, FOLLOWS), partial(targets, FOLLOWS)
Pager = Callable[..., dict[int, list[EdgeEnd]]]


def hub(read: Pager) -> list[EdgeEnd]:
    """Twenty edges of the hub, many of them of the same millisecond, as the list has them."""
    randomness = random.Random(3)
    network = Network()
    expected = []
    for uid in randomness.sample(range(1, HUB), 20):
        since = randomness.randint(1000, 1005)
        expected.append(EdgeEnd(uid, since))
        ends = (uid, HUB) if read is followers else (HUB, uid)
        network.add("followed", *ends, since=since)
        network.add("followed", *reversed(ends), since=1)
        network.add("unfollowed", *reversed(ends))
    network.write()
    return sorted(expected, key=lambda edge: edge.key, reverse=True)


@pytest.mark.parametrize("read", [followers, following])
def test_pages_in_both_directions(read: Pager) -> None:
    everything = hub(read)
    assert read([HUB], limit=100)[HUB] == everything
    for start in range(20):
        cursor = everything[start].key
        assert read([HUB], limit=3, before=cursor)[HUB] == everything[start + 1 : start + 4]
        up = everything[:start]
        assert read([HUB], limit=3, after=cursor)[HUB] == up[:3]
        assert read([HUB], limit=3, after=cursor, backwards=True)[HUB] == up[-3:]
    assert read([HUB], limit=3, backwards=True)[HUB] == everything[-3:]
    assert (
        read([HUB], limit=9, before=everything[4].key, after=everything[8].key)[HUB]
        == everything[5:8]
    )
    assert read([HUB], limit=0)[HUB] == []


def test_the_edges_of_a_user_are_counted_by_their_stored_degree() -> None:
    hub(following)
    with client.recorded_statements() as statements:
        assert count_targets(FOLLOWS, HUB) == 20
        assert count_targets(FOLLOWS, 404) == 0
    assert statements == [COUNT[FOLLOWS]] * 2
    plan = operators(COUNT[FOLLOWS], actor=HUB)
    assert not [line for line in plan if "Expand" in line or "Scan" in line]


@pytest.mark.parametrize("read", [followers, following])
def test_an_unknown_person_has_none(read: Pager) -> None:
    assert read([404], limit=10) == {}


@pytest.mark.parametrize("read", [followers, following])
def test_an_unfollow_removes_the_edge_and_a_new_follow_puts_it_first(read: Pager) -> None:
    everything = hub(read)
    last = everything[-1]
    ends = (last.id, HUB) if read is followers else (HUB, last.id)
    network = Network(version=1000)
    network.add("unfollowed", *ends)
    network.write()
    assert read([HUB], limit=100)[HUB] == everything[:-1]
    network.add("followed", *ends, since=2000)
    network.write()
    assert read([HUB], limit=100)[HUB] == [EdgeEnd(last.id, 2000), *everything[:-1]]


def asked(limit: int, before: Key | None = None) -> dict[str, Any]:
    """The parameters of a page of the hub below `before`."""
    asked = {"ids": [HUB], "viewer": None, "hidden": []}
    return {**asked, **page(2, limit, before), **ranges(before, None)}


def test_a_page_is_one_statement_of_seeks() -> None:
    with client.recorded_statements() as statements:
        for backwards in (False, True):
            followers([HUB], limit=10, backwards=backwards)
            following([HUB], limit=10, backwards=backwards)
            targets(BOOKMARKED, [HUB], limit=10, backwards=backwards)
    assert statements == [
        statement
        for backwards in (False, True)
        for statement in (
            ACTORS_BY_INDEX[backwards][FOLLOWS],
            TARGETS_BY_INDEX[backwards][FOLLOWS],
            TARGETS_BY_INDEX[backwards][BOOKMARKED],
        )
    ]
    for query in statements:
        plan = operators(query, **asked(10))
        assert sum(line.startswith("NodeUniqueIndexSeek") for line in plan) == 1
        assert sum(line.startswith("DirectedRelationshipIndexSeek") for line in plan) == 2
        assert not [line for line in plan if line.startswith("Sort")]
        assert scans(plan) == []


def test_the_cost_of_a_page_does_not_depend_on_the_degree_nor_on_the_depth() -> None:
    """3,000 edges each way, half of them of one time."""
    client.write(POPULAR, hub=HUB)
    for query in (
        *(statements[FOLLOWS] for statements in ACTORS_BY_INDEX.values()),
        *(statements[FOLLOWS] for statements in TARGETS_BY_INDEX.values()),
    ):
        for before in (None, (2000, 2000), (1600, 9999), (1500, 1200), (1500, 400)):
            assert hits(query, **asked(10, before)) <= 30


POPULAR = """
CREATE (hub:User {uid: $hub})
WITH hub UNWIND range(101, 3100) AS uid
WITH hub, uid, CASE WHEN uid < 1600 THEN 1500 ELSE uid END AS since
CREATE (u:User {uid: uid})-[:FOLLOWS {actor: uid, target: $hub, since: since, version: 1}]->(hub)
CREATE (hub)-[:FOLLOWS {actor: $hub, target: uid, since: since, version: 1}]->(u)
"""


@pytest.mark.parametrize("read", [followers, following])
def test_many_people_in_one_call(read: Pager) -> None:
    everything = hub(read)
    other = everything[0].id
    of_other = read([other], limit=100)[other]
    assert read([HUB, other, 404], limit=5) == {HUB: everything[:5], other: of_other}
