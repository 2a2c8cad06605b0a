"""Whether a viewer may comment, by what the authors of posts have decided."""

from collections.abc import Sequence

from django.db import connections

from core.common.errors import Forbidden
from core.database.postgresql.prepared import Prepared
from core.database.routing import database_of_reads, from_replica
from core.posts.models import Post
from core.posts.permission import may_change
from core.visibility import Commenters, Viewer
from core.visibility.commenters import MAY_COMMENT
from graph.traversals.two_hops import reaching_in_two

from .models import Comment

_OF_POSTS = Prepared(
    f"""
    SELECT post.id, post.author_id, {MAY_COMMENT.format(post="post")} FROM core_post post
    WHERE post.id = ANY(%(ids)s) AND post.who_may_comment <> {Commenters.EVERYBODY.value}
"""  # noqa: S608 - of constants
)


class AskTheGraph(Exception):
    """Whether somebody is within two hops of this author has to be known first."""

    def __init__(self, author: int) -> None:
        super().__init__(author)
        self.author = author


def check_may_comment(
    allowed: bool | None, *, author: int, near: tuple[int, bool] | None, field: str
) -> None:
    """Raise Forbidden, naming the argument `field`, for who may not comment on the author's post.

    `allowed` is what the lock of the post says. Where that is nothing, `near` says whether they are
    within two hops of an author; raises AskTheGraph without it.
    """
    if allowed is None:
        if near is None or near[0] != author:
            raise AskTheGraph(author)
        allowed = near[1]
    if not allowed:
        raise Forbidden("The author of this post has limited who may comment.", field)


def plainly_may_comment(viewer: Viewer, post: Post) -> bool | None:
    """Return whether the viewer may comment; None where `may_comment` has to look."""
    if viewer.uid is None or viewer.is_suspended:
        return False
    if post.who_may_comment == Commenters.EVERYBODY or post.author_id == viewer.uid:
        return True
    return False if post.who_may_comment == Commenters.NOBODY else None


def may_edit(viewer: Viewer, comment: Comment) -> bool:
    """Return whether the viewer may change the text: its author, unless suspended."""
    return comment.author_id == viewer.uid and not viewer.is_suspended


def may_delete(viewer: Viewer, post: Post) -> bool:
    """Return whether the viewer may delete what others wrote under the post."""
    return may_change(viewer, post)


@from_replica
def may_comment(viewer: Viewer, pids: Sequence[int]) -> dict[int, tuple[int, bool | None]]:
    """Return the author of each post on which not everybody may comment, and if the viewer may.

    None where `near_authors` has to look. One SQL statement.
    """
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(_OF_POSTS, {"viewer": viewer.key, "ids": list(pids)})
        return {pid: (author, allowed) for pid, author, allowed in cursor.fetchall()}


def near_authors(viewer: Viewer, authors: Sequence[int]) -> dict[int, bool]:
    """Return True for each author who follows somebody who follows the viewer.

    One Cypher statement. Raises GraphUnavailable.
    """
    return dict.fromkeys(reaching_in_two(authors, viewer.key), True)
