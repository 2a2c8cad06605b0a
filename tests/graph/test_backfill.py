"""Edges of an earlier release get the ids of their ends, and are in every list meanwhile."""

from typing import Any

import pytest

from graph import schema
from graph.connection import client
from graph.edges import BOOKMARKED, FOLLOWS, LIKED
from graph.traversals.audience import audience
from graph.traversals.edge_ends import EdgeEnd, actors, targets, targets_among
from graph.traversals.feed import feed
from graph.traversals.likes import Liker, likers
from graph.traversals.relations import Relation, relations
from graph.writes import backfill as backfill_module
from graph.writes.backfill import backfill, begin_where_edges_lack_ends
from tests.graph_state import edges_with_properties, nodes

from .traversals.network import Network

pytestmark = pytest.mark.usefixtures("graph")

PEOPLE, POST = 7, 900
FORGET = """
MATCH ()-[r]->() REMOVE r.actor, r.target
"""


def of_an_earlier_release() -> list[Any]:
    """A network without the ids at its edges; return what its edges are with them."""
    network = Network()
    network.add("posted", 1, POST)
    network.follow(1, *range(2, PEOPLE + 1))
    network.follow(2, 1, 3)
    for uid in (2, 4):
        network.add("liked", uid, POST)
    network.add("bookmarked", 3, POST)
    network.add("suspended", 6)
    network.write()
    edges = edges_with_properties()
    client.write(FORGET)
    assert edges_with_properties() != edges
    return edges


def read_everything() -> list[Any]:
    """What each read that goes by an index returns."""
    return [
        targets(FOLLOWS, [1], limit=9),
        targets(BOOKMARKED, [3], limit=9),
        actors(FOLLOWS, [1, 3], limit=9),
        likers([POST], 1, limit=9),
        targets_among(LIKED, 2, [POST]),
        relations(1, [2, 3]),
        audience([1, 2, 3], [1, 2]),
        [post.pid for post in feed(2, limit=9)],
    ]


EVERYTHING = [
    {1: [EdgeEnd(7, 7), EdgeEnd(5, 5), EdgeEnd(4, 4), EdgeEnd(3, 3), EdgeEnd(2, 2)]},
    {3: [EdgeEnd(POST, 12)]},
    {1: [EdgeEnd(2, 8)], 3: [EdgeEnd(2, 9), EdgeEnd(1, 3)]},
    {POST: [Liker(4, 11, followed=True), Liker(2, 10, followed=True)]},
    {POST},
    {2: Relation(follows=True, followed_by=True), 3: Relation(follows=True)},
    {1: {2}, 2: {1}, 3: {1, 2}},
    [POST],
]


def test_every_read_is_complete_until_the_edges_have_the_ids_and_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edges = of_an_earlier_release()
    begin_where_edges_lack_ends()
    assert read_everything() == EVERYTHING
    monkeypatch.setattr(backfill_module, "OLD_WRITERS", 0)
    monkeypatch.setattr(backfill_module, "PEOPLE", 2)
    monkeypatch.setattr(backfill_module, "CHUNK", 3)
    covered = []
    while client.read_one("RETURN COUNT { (:Backfill) } AS left")["left"]:
        assert read_everything() == EVERYTHING
        covered.append(backfill())
    # Two passes over three pairs and one user; the nine edges of the first pair are three slices.
    assert covered == [*[2] * 7, 0, *[2] * 4, 0]
    assert edges_with_properties() == edges
    assert read_everything() == EVERYTHING
    assert backfill() == 0


def test_what_an_old_instance_writes_behind_the_first_pass_is_found_an_hour_later() -> None:
    edges = of_an_earlier_release()
    begin_where_edges_lack_ends()
    assert [backfill(), backfill(), backfill()] == [backfill_module.PEOPLE, 0, 0]
    client.write(FORGET)
    assert backfill() == 0
    client.write("MATCH (b:Backfill) SET b.resumes = b.resumes - 3600000")
    assert [backfill(), backfill()] == [backfill_module.PEOPLE, 0]
    assert edges_with_properties() == edges
    assert "Backfill" in dict(nodes())


def test_a_graph_without_such_edges_needs_none() -> None:
    begin_where_edges_lack_ends()
    assert (nodes(), backfill()) == ([], 0)
    of_an_earlier_release()
    schema.install()
    assert "Backfill" not in dict(nodes())


def test_an_index_that_is_new_begins_it() -> None:
    of_an_earlier_release()
    client.write("DROP INDEX follows_by_actor_target")
    schema.install()
    assert "Backfill" in dict(nodes())
