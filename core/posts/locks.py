"""Row locks of posts. They last until the transaction ends."""

from typing import LiteralString

from django.db import connection

from core.common.errors import NotFound
from core.database.postgresql.prepared import Prepared
from core.journal.edge_locks import EDGE_EXISTS, LOCK_EDGE, parameters_of
from core.visibility.audience import IN_AUDIENCE
from core.visibility.commenters import MAY_COMMENT
from graph.edges import Edge

# Rows are locked in the order in which the tables are named at the end, and read again where that
# had to wait: users before posts and posts before comments, here and where they are deleted, so
# that no deadlock arises.
_POST_AND_ITS_USERS: LiteralString = """
    FROM core_post post
    JOIN core_user visitor ON visitor.id = %(actor)s AND visitor.deleted_at IS NULL
    JOIN core_user author ON author.id = post.author_id AND author.deleted_at IS NULL
        AND (author.is_active OR author.id = visitor.id)
        AND NOT EXISTS (
            SELECT FROM core_block WHERE viewer_id = visitor.id AND person_id = author.id)
    WHERE post.id = %(target)s AND {in_audience}
    FOR KEY SHARE OF visitor, author, post
""".replace("{in_audience}", IN_AUDIENCE.format(post="post").replace("%(viewer)s", "%(actor)s"))
_MAY_COMMENT: LiteralString = MAY_COMMENT.format(post="post").replace("%(viewer)s", "%(actor)s")
_LOCK_TO_COMMENT = Prepared(f"SELECT author.id, {_MAY_COMMENT} {_POST_AND_ITS_USERS}")
_LOCK_EDGE_AND_ENDS = Prepared(
    f"""{LOCK_EDGE};
    SELECT author.id, {EDGE_EXISTS} {_POST_AND_ITS_USERS}
"""
)


def lock_post_to_comment(pid: int, *, visitor: int, field: str = "id") -> tuple[int, bool | None]:
    """Keep a post, its author and a visitor from being deleted, and the post from being changed.

    Returns the author's id, and whether the visitor may comment; None where the graph has to say
    whether they are within two hops of the author. Raises NotFound, also where the post is hidden
    from the visitor. One SQL statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_TO_COMMENT, {"actor": visitor, "target": pid})
        found = cursor.fetchone()
    if found is None:
        raise NotFound("Post not found.", field)
    return int(found[0]), found[1]


def lock_edge_to_post(edge: Edge, *, actor: int, post: int) -> tuple[int, bool]:
    """Let one change of this edge happen at a time, and lock what `lock_post_to_comment` does.

    Returns the post's author and whether the edge exists. Raises NotFound. One message of two SQL
    statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_EDGE_AND_ENDS, parameters_of(edge, actor, post))
        found = cursor.fetchone()
    if found is None:
        raise NotFound("Post not found.", "id")
    return int(found[0]), bool(found[1])


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
