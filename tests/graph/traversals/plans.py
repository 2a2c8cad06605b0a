"""What the planner of Neo4j makes of a statement."""

from collections.abc import Iterator
from typing import Any, LiteralString

from neo4j import Session

from graph.connection.driver import driver

# Beyond the ids of the tests.
FIRST = 10**12
# In an empty graph every way costs the same, so the planner's choice says nothing.
POPULATE = """
UNWIND range($first, $first + 999) AS id
CREATE (a:User {uid: id}), (a)-[:POSTED {pid: id}]->(p:Post {pid: id, author: id})
WITH collect(a) AS people, collect(p) AS posts
UNWIND range(0, 999) AS i
UNWIND range(1, 3) AS step
WITH people[i] AS a, people[(i + step) % 1000] AS b, posts[(i + step) % 1000] AS p, i
CREATE (a)-[:FOLLOWS {since: i, actor: a.uid, target: b.uid}]->(b),
  (a)-[:LIKED {since: i, actor: a.uid, target: p.pid}]->(p)
"""


def operators(query: LiteralString, **parameters: Any) -> list[str]:
    """The operators of the plan in a graph of some size, without running it, each with its details.

    The graph has 1,000 people more meanwhile. Planned again: a cached plan was made for the graph
    of the test that ran first, and so were the statistics of the indexes.
    """
    with driver().session() as session:
        session.run(POPULATE, first=FIRST).consume()
        found = _planned(session, query, parameters)
        session.run(
            "MATCH (n:User|Post) WHERE n.uid >= $first OR n.pid >= $first DETACH DELETE n",
            first=FIRST,
        ).consume()
    return found


def operators_as_it_is(query: LiteralString, **parameters: Any) -> list[str]:
    """The operators of a new plan in the graph as it is."""
    with driver().session() as session:
        return _planned(session, query, parameters)


def _planned(session: Session, query: LiteralString, parameters: dict[str, Any]) -> list[str]:
    session.run("CALL db.prepareForReplanning()").consume()
    # A statement that asks for its own way of planning says so in its first line.
    text: LiteralString = query.removeprefix("CYPHER replan=skip")
    summary = session.run("CYPHER replan=force EXPLAIN " + text, parameters).consume()
    assert summary.plan is not None
    return [" ".join(line.split()) for line in _lines(summary.plan)]


def scans(plan: list[str]) -> list[str]:
    """The operators that read more than they seek; the progress of a backfill is one node."""
    return [
        line for line in plan if ("Scan" in line and ":Backfill" not in line) or "Expand" in line
    ]


def _lines(plan: dict[str, Any]) -> Iterator[str]:
    name = plan["operatorType"].partition("@")[0]
    yield f"{name} {plan['args'].get('Details', '')}"
    for child in plan.get("children", ()):
        yield from _lines(child)


def hits(query: LiteralString, **parameters: Any) -> int:
    """The db hits of the statement, run in the graph as it is."""
    with driver().session() as session:
        session.run("CALL db.prepareForReplanning()").consume()
        summary = session.run("CYPHER replan=force PROFILE " + query, parameters).consume()
    assert summary.profile is not None
    return _hits(summary.profile)


def _hits(plan: dict[str, Any]) -> int:
    own: int = plan.get("dbHits", 0)
    return own + sum(map(_hits, plan.get("children", ())))
