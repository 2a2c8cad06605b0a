"""How the viewer and others stand to each other."""

import pytest

from graph.connection import client
from graph.traversals.relations import RELATIONS, Relation, relations

from .network import Network
from .plans import operators

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
    assert statements == [RELATIONS]


def test_a_viewer_whom_the_graph_does_not_know_has_no_relations() -> None:
    network = Network()
    network.follow(1, 2)
    network.write()
    assert relations(404, [1, 2]) == {1: Relation(), 2: Relation()}


def test_the_plan_begins_at_both_people() -> None:
    plan = operators(RELATIONS, viewer=1, uids=[2])
    assert sum(line.startswith("NodeUniqueIndexSeek") for line in plan) == 2
    assert sum(line.startswith("Expand(Into)") for line in plan) == 2
    assert not [line for line in plan if "Scan" in line or "Cartesian" in line]
