"""Row and edge locks in PostgreSQL. All of them last until the transaction ends."""

from django.db import connection

from core.errors import NotFound
from core.models import JournalKind

# One number a kind of edge; the kind that makes an edge stands for it.
_EDGE_CLASSES = {JournalKind.FOLLOWED: 1, JournalKind.LIKED: 2, JournalKind.DISMISSED: 3}


def lock_edge(made_by: JournalKind, *, actor: int, target: int) -> None:
    """Let one change of this edge happen at a time, so that entries stand in commit order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
            [f"{actor}:{target}", _EDGE_CLASSES[made_by]],
        )


def keep_users(*uids: int, field: str = "id") -> None:
    """Keep these people from being deleted meanwhile; raises NotFound when one is gone."""
    wanted = sorted(set(uids))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_user WHERE id = ANY(%s) FOR KEY SHARE", [wanted])
        found = len(cursor.fetchall())
    if found != len(wanted):
        raise NotFound("There is no such person.", field)


def keep_post(pid: int, *, field: str = "id") -> int:
    """Keep this post from being deleted meanwhile; gives its author's id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT author_id FROM core_post WHERE id = %s FOR KEY SHARE", [pid])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such post.", field)
    return int(row[0])
