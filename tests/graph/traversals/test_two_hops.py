"""Who reaches somebody over two follows, against the plain definition."""

import random

import pytest

from graph.connection import client
from graph.traversals import two_hops
from graph.traversals.two_hops import TWO_HOPS, TWO_HOPS_BY_INDEX, reaching_in_two

from .network import Network, random_follows
from .plans import operators, scans

pytestmark = pytest.mark.usefixtures("graph")

PEOPLE = range(1, 31)


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_they_are_those_of_the_plain_definition(seed: int, complete: bool) -> None:
    network = Network()
    follows = random_follows(random.Random(seed), len(PEOPLE), 60)
    for pair in follows:
        network.add("followed", *pair)
    network.write()
    if not complete:
        client.write("CREATE (:Backfill)")
    for person in (*PEOPLE, 404):
        near = {one for one, other in follows if other == person}
        with client.recorded_statements() as statements:
            found = reaching_in_two([*PEOPLE, 404], person)
        assert found == {one for one, other in follows if other in near}
        assert statements == [TWO_HOPS_BY_INDEX] + [TWO_HOPS] * (not complete)


def test_who_is_suspended_is_not_on_the_way() -> None:
    network = Network()
    network.follow(1, 2)
    network.follow(2, 3)
    network.add("suspended", 2)
    network.write()
    assert reaching_in_two([1], 3) == set()


@pytest.mark.parametrize("complete", [True, False])
def test_the_newest_are_looked_through(complete: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_hops, "WINDOW", 2)
    if not complete:
        client.write("CREATE (:Backfill)")
    network = Network()
    network.follow(1, 10, 11, 12)
    network.follow(10, 3)
    network.follow(11, 4)
    for follower in (20, 21):
        network.follow(follower, 4)
    network.write()
    # Among the two that 1 followed last, and among the two who followed last.
    assert reaching_in_two([1], 3) == set()
    assert reaching_in_two([1], 4) == set()
    network.follow(12, 4)
    network.write()
    assert reaching_in_two([1], 4) == {1}


def test_it_is_two_seeks_and_no_scan() -> None:
    plan = operators(TWO_HOPS_BY_INDEX, authors=[1, 2], person=3, window=two_hops.WINDOW)
    assert sum(line.startswith("DirectedRelationshipIndexSeek") for line in plan) == 2
    assert scans(plan) == []
