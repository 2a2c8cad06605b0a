"""Mutuals of many users at once, and which pairs have an edge."""

import random
from collections import Counter

import pytest

from graph.connection import client
from graph.edges import BLOCKS, FOLLOWS
from graph.traversals import mutual_counts as bounds
from graph.traversals.edge_pairs import PAIRS, PAIRS_BY_INDEX, connected
from graph.traversals.mutual_counts import MUTUAL_COUNTS, MUTUAL_COUNTS_BY_INDEX, mutual_counts

from .network import Network, random_follows
from .plans import hits, operators, scans

pytestmark = pytest.mark.usefixtures("graph")

VIEWER = 7


def crowd() -> set[tuple[int, int]]:
    """Follows of 40 people at random."""
    network, pairs = Network(), random_follows(random.Random(4), 40, 200)
    for pair in pairs:
        network.add("followed", *pair)
    network.add("blocked", 1, 2)
    network.write()
    return set(pairs)


@pytest.mark.parametrize("complete", [True, False])
def test_mutuals_are_those_of_a_plain_count(complete: bool) -> None:
    follows = crowd()
    if not complete:
        client.write("CREATE (:Backfill)")
    theirs = {other for one, other in follows if one == VIEWER}
    hidden = sorted(theirs)[:1]
    for left_out in ((), hidden):
        known = theirs - {*left_out}
        expected = Counter(other for one, other in follows if one in known)
        with client.recorded_statements() as statements:
            found = mutual_counts(VIEWER, [*range(1, 30), 404], hidden=left_out)
        assert found == {uid: count for uid, count in expected.items() if uid < 30}
        assert statements == [MUTUAL_COUNTS_BY_INDEX] + [MUTUAL_COUNTS] * (not complete)
    assert mutual_counts(404, [1, 2]) == {}
    assert mutual_counts(VIEWER, [*range(1, 41)], suspended=True) == Counter(
        other for one, other in follows if one in theirs
    )


@pytest.mark.parametrize("complete", [True, False])
def test_pairs_with_an_edge(complete: bool) -> None:
    follows = crowd()
    if not complete:
        client.write("CREATE (:Backfill)")
    pairs = [(one, other) for one in range(1, 20) for other in range(1, 20)]
    with client.recorded_statements() as statements:
        assert connected(FOLLOWS, [*pairs, (1, 404)]) == follows & set(pairs)
        assert connected(BLOCKS, [(1, 2), (2, 1)]) == {(1, 2)}
    assert len(statements) == (2 if complete else 4)


def test_plans_seek_and_the_cost_is_bounded() -> None:
    asked = {"viewer": VIEWER, "uids": [1, 2], "hidden": []}
    asked |= {"followees": bounds.MAX_FOLLOWEES, "of_each": bounds.OF_EACH}
    assert scans(operators(MUTUAL_COUNTS_BY_INDEX, **asked)) == []
    assert scans(operators(PAIRS_BY_INDEX[FOLLOWS], pairs=[[1, 2]])) == []
    assert "Expand" in "".join(operators(PAIRS[FOLLOWS], pairs=[[1, 2]]))
    crowd()
    few = hits(MUTUAL_COUNTS_BY_INDEX, **asked)
    assert hits(MUTUAL_COUNTS_BY_INDEX, **{**asked, "uids": [*range(1, 5_000)]}) <= few + 10
    assert few <= 100
    # A seek, and the edge that it finds.
    assert hits(PAIRS_BY_INDEX[FOLLOWS], pairs=[[1, 404]] * 10) <= 10 * 2 + 2
