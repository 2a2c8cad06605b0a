"""Comments of posts and replies to comments."""

from collections.abc import Sequence

from core.models import Comment
from core.pages import Page, PageRequest, newest_first

# Larger than any id: a list that starts at its newest comment.
_NEWEST = 2**63 - 1

_NEWEST_OF_POSTS = """
    SELECT comment.*
    FROM unnest(%s::bigint[]) AS wanted(id)
    CROSS JOIN LATERAL (
        SELECT * FROM core_comment
        WHERE post_id = wanted.id AND id < %s ORDER BY id DESC LIMIT %s
    ) AS comment
"""

_NEWEST_REPLIES = """
    SELECT comment.*
    FROM unnest(%s::bigint[]) AS wanted(id)
    CROSS JOIN LATERAL (
        SELECT * FROM core_comment
        WHERE parent_id = wanted.id AND id < %s ORDER BY id DESC LIMIT %s
    ) AS comment
"""


def comments_by_ids(cids: Sequence[int]) -> dict[int, Comment]:
    """The comments that exist among these, by id. One SQL statement."""
    return {comment.pk: comment for comment in Comment.objects.filter(pk__in=cids)}


def newest_comments(
    pids: Sequence[int], *, first: int, before: int | None = None
) -> dict[int, list[Comment]]:
    """The newest `first` comments of each post that has any, older than `before`.

    One SQL statement: an index range of `first` rows a post, however many comments it has.
    """
    comments: dict[int, list[Comment]] = {}
    for comment in Comment.objects.raw(
        _NEWEST_OF_POSTS, [list(pids), _NEWEST if before is None else before, first]
    ):
        comments.setdefault(comment.post_id, []).append(comment)
    return comments


def newest_replies(
    cids: Sequence[int], *, first: int, before: int | None = None
) -> dict[int, list[Comment]]:
    """The newest `first` replies to each comment that has any, older than `before`.

    One SQL statement: an index range of `first` rows a comment.
    """
    replies: dict[int, list[Comment]] = {}
    for reply in Comment.objects.raw(
        _NEWEST_REPLIES, [list(cids), _NEWEST if before is None else before, first]
    ):
        replies.setdefault(reply.parent_id or 0, []).append(reply)
    return replies


def comments_page(post: int, page: PageRequest) -> Page[Comment]:
    """A page of all comments of a post, replies among them, newest first. One SQL statement."""
    return newest_first(Comment.objects.filter(post=post), page)
