"""Comments in bulk."""

from collections.abc import Sequence

from django.db import transaction

from core.accounts.locks import share_lock_users
from core.comments.models import Comment
from core.database.copying import copy_rows
from core.database.reserved_ids import reserve_time_ordered_ids
from core.posts.locks import share_lock_posts
from core.visibility import INTERNAL
from graph.edges import COMMENTED_ON

from .journal import Act, record_acts
from .rows import NewComment

_COLUMNS = ("id", "post_id", "author_id", "parent_id", "content", "created_at")


@transaction.atomic
def load_comments(rows: Sequence[NewComment]) -> list[int]:
    """Add comments and replies; gives their ids, in the order of the rows.

    Raises NotFound for nobody and no post, and ValueError for a reply to a comment that is not
    there or belongs to another post.
    """
    share_lock_users(INTERNAL, *(row.author for row in rows))
    share_lock_posts(*(row.post for row in rows))
    ids = reserve_time_ordered_ids([row.created_at for row in rows])
    parents = _parents(rows, ids)
    copy_rows(
        "core_comment",
        _COLUMNS,
        (
            (cid, row.post, row.author, parent, row.content, row.created_at)
            for cid, parent, row in zip(ids, parents, rows, strict=True)
        ),
    )
    record_acts(
        COMMENTED_ON.made_by,
        [
            Act(actor=row.author, target=row.post, comment=cid, at=row.created_at)
            for cid, row in zip(ids, rows, strict=True)
        ],
    )
    return ids


def _parents(rows: Sequence[NewComment], ids: Sequence[int]) -> list[int | None]:
    """The parent's id of each row, once it is certain that both are of one post."""
    posts = _posts_of({row.parent for row in rows if row.parent is not None})
    posts.update(zip(ids, (row.post for row in rows), strict=True))
    parents: list[int | None] = []
    for position, row in enumerate(rows):
        parent = row.parent if row.parent_position is None else ids[row.parent_position]
        if parent is not None and posts.get(parent) != row.post:
            raise ValueError(f"Comment {position} replies to none of post {row.post}.")
        parents.append(parent)
    return parents


def _posts_of(comments: set[int]) -> dict[int, int]:
    if not comments:
        return {}
    return dict(Comment.objects.filter(pk__in=comments).values_list("pk", "post_id"))
