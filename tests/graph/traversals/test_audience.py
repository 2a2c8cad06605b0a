"""Who of some people follows whom of others."""

import pytest

from graph.connection import client
from graph.traversals.audience import AUDIENCE_BY_INDEX, audience

from .network import Network
from .plans import operators, scans

pytestmark = pytest.mark.usefixtures("graph")


def test_the_audience_of_each_author_in_one_statement() -> None:
    network = Network()
    network.follow(1, 10, 11)
    network.follow(2, 10)
    network.follow(3, 10, 11)
    network.follow(10, 1)
    network.add("unfollowed", 3, 10)
    network.add("dismissed", 2, 11)
    network.write()
    with client.recorded_statements() as statements:
        found = audience([10, 11, 404], [1, 2, 3, 405])
    assert found == {10: {1, 2}, 11: {1, 3}, 404: set()}
    assert statements == [AUDIENCE_BY_INDEX]


def test_each_pair_is_a_seek() -> None:
    plan = operators(AUDIENCE_BY_INDEX, authors=[10], readers=[1])
    assert sum(line.startswith("NodeUniqueIndexSeek") for line in plan) == 1
    assert sum(line.startswith("DirectedRelationshipIndexSeek") for line in plan) == 2
    assert scans(plan) == []
