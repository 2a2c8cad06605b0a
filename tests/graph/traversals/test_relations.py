"""How the viewer and others stand to each other."""

import pytest

from graph.connection import client
from graph.traversals.counts import UserCounts, user_counts
from graph.traversals.relations import (
    RELATIONS_BY_INDEX,
    WITH_COUNTS_BY_INDEX,
    Relation,
    relations,
    relations_and_counts,
)

from .network import Network
from .plans import hits, operators, scans

pytestmark = pytest.mark.usefixtures("graph")


def test_each_kind_of_relation_in_one_statement() -> None:
    network = Network()
    network.follow(1, 2, 4, 6)
    network.follow(3, 1)
    network.follow(4, 1)
    network.add("unfollowed", 1, 6)
    network.add("dismissed", 1, 5)
    network.write()
    with client.recorded_statements() as statements:
        found = relations(1, [2, 3, 4, 5, 6, 404, 1])
    assert found == {
        2: Relation(follows=True, followed_by=False),
        3: Relation(follows=False, followed_by=True),
        4: Relation(follows=True, followed_by=True),
        5: Relation(),
        6: Relation(),
        404: Relation(),
        1: Relation(),
    }
    assert [uid for uid, relation in found.items() if relation.mutual] == [4]
    assert statements == [RELATIONS_BY_INDEX]


def test_a_viewer_whom_the_graph_does_not_know_has_no_relations() -> None:
    network = Network()
    network.follow(1, 2)
    network.write()
    assert relations(404, [1, 2]) == {1: Relation(), 2: Relation()}


def test_hidden_edges_count() -> None:
    network = Network()
    network.follow(1, 2)
    network.follow(3, 1)
    network.add("suspended", 1)
    network.write()
    assert relations(1, [2, 3]) == {2: Relation(follows=True), 3: Relation(followed_by=True)}


def test_each_pair_is_a_seek_each_way() -> None:
    plan = operators(RELATIONS_BY_INDEX, viewer=1, uids=[2])
    assert sum(line.startswith("DirectedRelationshipIndexSeek") for line in plan) == 4
    assert scans(plan) == []


def test_the_cost_does_not_depend_on_how_many_either_follows() -> None:
    network = Network()
    network.follow(1, *range(2, 500))
    for uid in range(2, 500):
        network.follow(uid, *{1, 2, 3} - {uid})
    network.write()
    # A seek and the edge that it finds, each way.
    assert hits(RELATIONS_BY_INDEX, viewer=1, uids=[2, 3, 4]) == 3 * 2 * 2 + 1


@pytest.mark.parametrize("complete", [True, False])
def test_relations_and_counts_in_one_statement_are_those_of_two(complete: bool) -> None:
    network = Network()
    network.follow(1, 2, 4)
    network.follow(3, 1, 2)
    network.follow(4, 1)
    network.follow(5, 1, 2)
    network.add("posted", 2, 70)
    network.add("suspended", 5)
    network.write()
    if not complete:
        client.write("CREATE (:Backfill)")
    uids = [1, 2, 3, 4, 404]
    with client.recorded_statements() as statements:
        found = relations_and_counts(1, uids)
    assert len(statements) == (1 if complete else 2)
    related, counted = relations(1, uids), user_counts(uids)
    assert found == {uid: (related[uid], counted[uid]) for uid in uids if uid != 404}
    assert found[2] == (Relation(follows=True), UserCounts(followers=2, following=0, posts=1))


def test_a_relation_with_counts_seeks_too() -> None:
    assert scans(operators(WITH_COUNTS_BY_INDEX, viewer=1, uids=[2])) == []
