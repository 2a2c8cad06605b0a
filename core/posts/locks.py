"""Row locks of posts. They last until the transaction ends."""

from django.db import connection

from core.accounts.locks import share_lock_users
from core.common.errors import NotFound
from core.visibility import Viewer
from core.visibility.rule import VISIBLE

# Written by hand: composing it takes longer than running it.
_IS_VISIBLE = VISIBLE.format(person="core_post.author_id")
_AUTHOR = f"SELECT author_id FROM core_post WHERE id = %(post)s AND {_IS_VISIBLE}"  # noqa: S608
_LOCK_OF_AUTHOR = "SELECT 1 FROM core_post WHERE id = %s AND author_id = %s FOR KEY SHARE"


def share_lock_post(pid: int, *, visitor: int, field: str = "id") -> int:
    """Keep a post, its author and a visitor from being deleted; returns the author's id.

    Raises NotFound, also where the author is hidden from the visitor. Users are locked before
    posts and posts before comments, here and where they are deleted, so that no deadlock arises.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AUTHOR, {"post": pid, "viewer": visitor})
        found = cursor.fetchone()
        if found is None:
            raise NotFound("Post not found.", field)
        author: int = found[0]
        share_lock_users(Viewer(visitor), visitor, author, field=field)
        # A post that is deleted while we wait for it may have passed to another author.
        cursor.execute(_LOCK_OF_AUTHOR, [pid, author])
        if cursor.fetchone() is None:
            raise NotFound("Post not found.", field)
    return author


def share_lock_posts(*pids: int, field: str = "id") -> None:
    """Keep these posts from being deleted; raises NotFound when one does not exist."""
    wanted = sorted(set(pids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_post WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [wanted]
        )
        found = len(cursor.fetchall())
    if found != len(wanted):
        raise NotFound("Post not found.", field)
