"""Warming up runs every traversal once and needs nothing in the graph."""

import pytest

from graph import door
from graph.warmup import warm_up

pytestmark = pytest.mark.usefixtures("graph")


def test_each_traversal_runs_once_on_an_empty_graph() -> None:
    with door.recorded_statements() as statements:
        warm_up()
    assert len(statements) == len(set(statements)) == 10
