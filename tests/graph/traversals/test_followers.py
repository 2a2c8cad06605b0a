"""Followers and following: most recent first, in pages, in both directions."""

import random
from collections.abc import Callable
from functools import partial

import pytest

from graph.connection import client
from graph.edges import FOLLOWS
from graph.traversals.edge_ends import (
    ACTORS,
    COUNT,
    TARGETS,
    EdgeEnd,
    actors,
    count_targets,
    targets,
)
from graph.traversals.keyset import page

from .network import Network
from .plans import operators

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
def test_an_unfollow_takes_the_edge_away_and_a_new_follow_puts_it_first(read: Pager) -> None:
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


def test_a_page_is_one_statement_that_begins_at_the_person() -> None:
    with client.recorded_statements() as statements:
        followers([HUB], limit=10)
        following([HUB], limit=10)
    assert statements == [ACTORS[FOLLOWS], TARGETS[FOLLOWS]]
    for query in statements:
        plan = operators(query, ids=[HUB], **page(2, 10, None, None, False))
        assert sum(line.startswith("NodeUniqueIndexSeek") for line in plan) == 1
        assert [line.split()[0] for line in plan if "Expand" in line] == ["Expand(All)"]
        assert not [line for line in plan if "Scan" in line or line.startswith("Sort")]


@pytest.mark.parametrize("read", [followers, following])
def test_many_people_in_one_call(read: Pager) -> None:
    everything = hub(read)
    other = everything[0].id
    of_other = read([other], limit=100)[other]
    assert read([HUB, other, 404], limit=5) == {HUB: everything[:5], other: of_other}
