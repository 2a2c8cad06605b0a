"""Row and edge locks in PostgreSQL. All of them last until the transaction ends."""

from django.db import connection

from core.errors import NotFound
from core.models import JournalKind, Post

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


def keep_post(pid: int, *, visitor: int, field: str = "id") -> int:
    """Keep a post, its author and a visitor from being deleted meanwhile; gives the author's id.

    Raises NotFound. People are locked before posts and posts before comments, here and where they
    are deleted, so that nobody waits in a circle.
    """
    author = Post.objects.filter(pk=pid).values_list("author_id", flat=True).first()
    if author is not None:
        keep_users(visitor, author, field=field)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM core_post WHERE id = %s FOR KEY SHARE", [pid])
            if cursor.fetchone():
                return author
    raise NotFound("There is no such post.", field)
