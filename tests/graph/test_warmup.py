"""Warming up runs every traversal and write once, needs nothing in the graph and leaves nothing."""

import pytest

from graph.connection import client
from graph.connection.warmup import warm_up
from graph.writes.apply import WRITERS
from tests.graph_state import nodes

pytestmark = pytest.mark.usefixtures("graph")


def test_each_traversal_and_write_runs_on_an_empty_graph() -> None:
    with client.recorded_statements() as statements:
        warm_up()
    writes = len({*WRITERS.values()}) + 2
    assert len(statements) == 22 + writes
    # Suggestions with no hidden users and with few are one text, of which each has a plan.
    assert len(set(statements)) == 21 + writes
    assert nodes() == []
