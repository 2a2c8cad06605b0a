"""Writes are planned once, so their plans must not depend on what the graph holds."""

from collections.abc import Sequence
from typing import Any

import pytest

from graph.connection import client
from graph.writes.apply import CHUNKED, WRITERS
from graph.writes.edges import SHOWING
from tests.graph.traversals.plans import operators, operators_as_it_is

pytestmark = pytest.mark.usefixtures("graph")

NOTHING: dict[str, Sequence[int]] = {"people": [], "posts": [], "rows": []}
WAYS = ("Scan", "Seek", "Expand", "Join")


def statements_of_writes() -> list[Any]:
    """Of every write of a request."""
    with client.recorded_statements() as statements:
        for write in {WRITERS[kind] for kind in WRITERS.keys() - CHUNKED}:
            write(())
    return [*statements, *SHOWING.values()]


def test_the_plan_of_a_write_is_the_same_in_an_empty_graph_and_in_a_full_one() -> None:
    statements = statements_of_writes()
    # Of users, posts and every kind of edge, the last ones twice.
    assert len(statements) == 2 + 2 * len(SHOWING)
    for statement in statements:
        assert statement.startswith("CYPHER replan=skip\n")
        empty, full = operators_as_it_is(statement, **NOTHING), operators(statement, **NOTHING)
        assert ways(empty) == ways(full), statement
        assert [way for way in ways(full) if "Scan" in way and ":Watermark" not in way] == []


def ways(plan: list[str]) -> list[str]:
    """How the plan finds nodes and edges."""
    return sorted(line for line in plan if any(way in line for way in WAYS))
