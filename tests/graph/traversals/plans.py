"""What the planner of Neo4j makes of a statement."""

from collections.abc import Iterator
from typing import Any, LiteralString

from graph.connection.driver import driver


def operators(query: LiteralString, **parameters: Any) -> list[str]:
    """The operators of the plan, without running it, each with its details.

    Planned again: a cached plan was made for the graph of the test that ran first.
    """
    with driver().session() as session:
        summary = session.run("CYPHER replan=force EXPLAIN " + query, parameters).consume()
    assert summary.plan is not None
    return [" ".join(line.split()) for line in _lines(summary.plan)]


def _lines(plan: dict[str, Any]) -> Iterator[str]:
    name = plan["operatorType"].partition("@")[0]
    yield f"{name} {plan['args'].get('Details', '')}"
    for child in plan.get("children", ()):
        yield from _lines(child)
