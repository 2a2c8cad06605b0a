"""Locks of comment trees. They last until the transaction ends."""

from collections.abc import Iterable

from django.db import connection


def lock_comment_trees_of(pids: Iterable[int]) -> None:
    """Let nobody else delete comments under these posts.

    Locked in order of the ids, so that two account deletions do not deadlock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_post WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [list(pids)],
        )


def lock_comment_tree(comment: int) -> None:
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
