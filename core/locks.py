"""Row and edge locks in PostgreSQL. All of them last until the transaction ends."""

from collections.abc import Iterable

from django.db import connection

from core.errors import NotFound
from core.models import JournalKind, Post, User

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


def keep_users(*uids: int, field: str = "id") -> None:
    """Keep these people from being deleted meanwhile; raises NotFound when one is gone."""
    wanted = sorted(set(uids))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM core_user WHERE id = ANY(%s) AND deleted_at IS NULL FOR KEY SHARE
            """,
            [wanted],
        )
        found = len(cursor.fetchall())
    if found != len(wanted):
        raise NotFound("There is no such person.", field)


def lock_user(uid: int) -> User:
    """Let one change of this person's row, password or sessions happen at a time.

    Gives the person as they are now; raises NotFound. Nobody who merely names the person in a
    post or a like waits for it.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=uid).first()
    if user is None:
        raise NotFound("There is no such person.")
    return user


def keep_post(pid: int, *, visitor: int, field: str = "id") -> int:
    """Keep a post, its author and a visitor from being deleted meanwhile; gives the author's id.

    Raises NotFound. People are locked before posts and posts before comments, here and where they
    are deleted, so that nobody waits in a circle.
    """
    posts = Post.objects.filter(pk=pid, author__deleted_at__isnull=True)
    author = posts.values_list("author_id", flat=True).first()
    if author is None:
        raise NotFound("There is no such post.", field)
    keep_users(visitor, author, field=field)
    keep_posts(pid, field=field)
    return author


def keep_posts(*pids: int, field: str = "id") -> None:
    """Keep these posts from being deleted meanwhile; raises NotFound when one is gone."""
    wanted = sorted(set(pids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_post WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [wanted]
        )
        found = len(cursor.fetchall())
    if found != len(wanted):
        raise NotFound("There is no such post.", field)


def lock_threads_of(pids: Iterable[int]) -> None:
    """Let nobody else delete comments under these posts.

    In order of the ids, because two people who wrote under each other's posts may leave at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_post WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [list(pids)],
        )


def lock_thread(comment: int) -> None:
    """Let one comment under a post be deleted at a time; likes and new comments do not wait.

    Replies move up as a comment goes, so it locks its parent too: without this lock two of them
    could wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 1 FROM core_post p JOIN core_comment c ON c.post_id = p.id
            WHERE c.id = %s FOR NO KEY UPDATE OF p
            """,
            [comment],
        )
