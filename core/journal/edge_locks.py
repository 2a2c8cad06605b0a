"""Locks of edges. They last until the transaction ends."""

from django.db import connection

from graph.edges import Edge

# Locks of a whole kind of edge are (this, its number): pairs have a key space of their own.
_WHOLE_CLASS = 1


def lock_edge(edge: Edge, *, actor: int, target: int) -> None:
    """Let one change of this edge happen at a time, so that entries are in commit order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_advisory_xact_lock_shared(%s, %s),
                   pg_advisory_xact_lock(hashtextextended(%s, %s))
            """,
            [_WHOLE_CLASS, edge.number, f"{actor}:{target}", edge.number],
        )


def lock_all_edges(edge: Edge) -> None:
    """Hold every edge of this kind at once, for a load: a lock for each would be too many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_WHOLE_CLASS, edge.number])
