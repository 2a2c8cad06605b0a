"""Taking away what an audit found and PostgreSQL does not know."""

from collections.abc import Sequence

from graph import door
from graph.audit.facts import HIDDEN, SHOWN, Fact


def remove_edges(facts: Sequence[Fact]) -> None:
    """Take away these edges, as long as each is still the one that was seen.

    Neo4j gives the name of an edge that is gone to another one; type and version tell them apart.
    Cost: a seek an edge.
    """
    door.write(
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
    """Take away these nodes with their edges, as long as each is still the one that was seen.

    Cost: a seek a node and its degree.
    """
    door.write(
        """
        UNWIND $rows AS row
        MATCH (n) WHERE elementId(n) = row.element
        SET n.locked = true REMOVE n.locked
        WITH row, n
        WHERE coalesce(n.version, -1) = row.version AND row.key IN [0, coalesce(n.uid, n.pid)]
        DETACH DELETE n
        """,
        rows=_rows(facts),
    )


def forget_people(facts: Sequence[Fact]) -> None:
    """Let the name of these people be written anew, unless it was written since they were seen."""
    door.write(
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
    """Forget that these people were suspended or reinstated, unless that has changed since."""
    door.write(
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
