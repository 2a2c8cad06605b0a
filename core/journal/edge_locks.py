"""Locks of edges. They last until the transaction ends."""

from django.db import connection

from core.journal.models import JournalKind

# One number a kind of edge; the kind that makes an edge stands for it.
_EDGE_CLASSES = {JournalKind.FOLLOWED: 1, JournalKind.LIKED: 2, JournalKind.DISMISSED: 3}


# Locks of a whole class are (this, class): pairs have a key space of their own.
_WHOLE_CLASS = 1


def lock_edge(made_by: JournalKind, *, actor: int, target: int) -> None:
    """Let one change of this edge happen at a time, so that entries stand in commit order."""
    edge_class = _EDGE_CLASSES[made_by]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_advisory_xact_lock_shared(%s, %s),
                   pg_advisory_xact_lock(hashtextextended(%s, %s))
            """,
            [_WHOLE_CLASS, edge_class, f"{actor}:{target}", edge_class],
        )


def lock_all_edges(made_by: JournalKind) -> None:
    """Hold every edge of this kind at once, for a load: a lock for each would be too many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [_WHOLE_CLASS, _EDGE_CLASSES[made_by]]
        )
