"""Deleting what an audit found in the graph and PostgreSQL does not have."""

from collections.abc import Sequence
from typing import LiteralString

from graph.audit.facts import HIDDEN, SHOWN, Fact
from graph.connection import client

from .slices import CHUNK

_OBSERVED: LiteralString = """
    UNWIND $rows AS row
    MATCH (n) WHERE elementId(n) = row.element
    SET n.locked = true REMOVE n.locked
    WITH row, n
    WHERE coalesce(n.version, -1) = row.version AND row.key IN [0, coalesce(n.uid, n.pid)]
"""
_TAKE_EDGES: LiteralString = f"""{_OBSERVED}
    MATCH (n)-[r]-() WITH r LIMIT $chunk
    DELETE r RETURN count(*) AS taken
"""


def remove_edges(facts: Sequence[Fact]) -> None:
    """Delete these edges, as long as each is still the one that was observed.

    Neo4j reuses the element id of a deleted edge; type and version distinguish them.
    Cost: a seek an edge.
    """
    client.write(
        """
        UNWIND $rows AS row
        MATCH (a)-[r]->() WHERE elementId(r) = row.element
        WITH row, a, r ORDER BY elementId(a)
        SET a.locked = true REMOVE a.locked
        WITH row, r WHERE type(r) IN row.kinds AND coalesce(r.version, -1) = row.version
        DELETE r
        """,
        rows=_rows(facts),
    )


def remove_nodes(facts: Sequence[Fact]) -> None:
    """Delete these nodes with their edges, as long as each is still the one that was observed.

    Cost: a seek a node and its degree, at most CHUNK edges a transaction.
    """
    rows = _rows(facts)
    while client.write(_TAKE_EDGES, rows=rows, chunk=CHUNK)[0]["taken"] == CHUNK:
        pass
    client.write(f"{_OBSERVED} DETACH DELETE n", rows=rows)


def forget_people(facts: Sequence[Fact]) -> None:
    """Forget the names of these users, so that they are written again, unless written since."""
    client.write(
        """
        UNWIND $rows AS row
        MATCH (u:User {uid: row.key})
        SET u.locked = true REMOVE u.locked
        WITH row, u WHERE coalesce(u.version, -1) = row.version
        REMOVE u.username, u.version
        """,
        rows=_rows(facts),
    )


def forget_suspensions(facts: Sequence[Fact]) -> None:
    """Forget that these users were suspended or reinstated, unless that has changed since."""
    client.write(
        """
        UNWIND $rows AS row
        MATCH (u:User {uid: row.key})
        SET u.locked = true REMOVE u.locked
        WITH row, u WHERE coalesce(u.suspended, u.reinstated, -1) = row.version
        REMOVE u.suspended, u.reinstated
        """,
        rows=_rows(facts),
    )


def _rows(facts: Sequence[Fact]) -> list[dict[str, str | int | list[str]]]:
    return [
        {
            "element": fact.element,
            "kinds": [fact.key.kind.removeprefix(SHOWN), HIDDEN + fact.key.kind],
            "key": fact.key.actor or fact.key.target,
            "version": -1 if fact.version is None else fact.version,
        }
        for fact in facts
    ]
