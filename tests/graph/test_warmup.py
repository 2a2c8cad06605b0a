"""Warming up runs every traversal and write once, needs nothing in the graph and leaves nothing."""

import pytest

from graph.connection import client
from graph.connection.warmup import warm_up
from graph.writes.apply import WRITERS
from tests.graph_state import nodes

pytestmark = pytest.mark.usefixtures("graph")


def test_each_traversal_and_write_runs_once_on_an_empty_graph() -> None:
    with client.recorded_statements() as statements:
        warm_up()
    assert len(statements) == len(set(statements)) == 19 + len({*WRITERS.values()}) + 2
    assert nodes() == []
