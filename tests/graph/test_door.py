"""The one door for Cypher has one kind of failure."""

import pytest
from neo4j.exceptions import CypherSyntaxError

from graph import door
from graph.errors import GraphUnavailable

pytestmark = pytest.mark.usefixtures("graph")


def test_a_statement_that_takes_longer_than_the_deadline_is_given_up() -> None:
    with pytest.raises(GraphUnavailable, match=r"^The graph does not answer at the moment\.$"):
        door.read("UNWIND range(1, 100000000000) AS number RETURN sum(number) AS sum")
    # The server is well, so that the next statement passes.
    assert door.read_one("RETURN 1 AS one")["one"] == 1


def test_a_mistake_in_a_statement_is_no_outage() -> None:
    with pytest.raises(CypherSyntaxError):
        door.read("RETRUN 1")
    assert not door.breaker.is_open
