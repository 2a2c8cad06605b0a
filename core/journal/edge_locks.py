"""Locks of edges. They last until the transaction ends.

Who changes an edge locks it, holds its ends against deletion and asks whether it exists: two
statements in one message, as the second one has to see what was committed while the first one
waited (`core/accounts/locks.py`, `core/posts/locks.py`).
"""

from collections.abc import Sequence
from typing import LiteralString

from django.db import connection

from graph.edges import Edge

# Locks of a whole kind of edge are (this, its number): pairs have a key space of their own.
_WHOLE_CLASS = 1
LOCK_EDGE: LiteralString = """
    SELECT pg_advisory_xact_lock_shared(%(whole_class)s, %(number)s),
           pg_advisory_xact_lock(hashtextextended(%(edge)s, %(number)s))
"""
_LOCK_EDGES: LiteralString = """
    SELECT pg_advisory_xact_lock_shared(%s, %s),
           pg_advisory_xact_lock(hashtextextended(edge, %s))
    FROM unnest(%s::text[]) AS edge
"""
# Whether the last entry of the edge made it, by an index; null without an entry.
EDGE_EXISTS: LiteralString = """(
    SELECT kind = %(made_by)s FROM core_journalentry
    WHERE actor = %(actor)s AND target = %(target)s AND kind = ANY(%(kinds)s)
    ORDER BY id DESC LIMIT 1
)"""


def parameters_of(
    edge: Edge, actor: int, target: int
) -> dict[str, int | str | list[LiteralString]]:
    """Return the parameters of LOCK_EDGE and EDGE_EXISTS."""
    return {
        "whole_class": _WHOLE_CLASS,
        "number": edge.number,
        "edge": f"{actor}:{target}",
        "actor": actor,
        "target": target,
        "made_by": edge.made_by,
        "kinds": list(edge.kinds),
    }


def lock_edge(edge: Edge, *, actor: int, target: int) -> None:
    """Let one change of this edge happen at a time, so that entries are in commit order."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_EDGE, parameters_of(edge, actor, target))


def lock_edges(edge: Edge, pairs: Sequence[tuple[int, int]]) -> None:
    """Let one change of each of these edges happen at a time; pairs are (actor, target).

    In the order of the pairs, as where two are locked. One SQL statement; hundreds at most.
    """
    names = [f"{actor}:{target}" for actor, target in sorted(pairs)]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_EDGES, [_WHOLE_CLASS, edge.number, edge.number, names])


def lock_all_edges(edge: Edge) -> None:
    """Hold every edge of this kind at once, for a load: a lock for each would be too many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_WHOLE_CLASS, edge.number])
