"""Comments of posts and replies to comments."""

from collections.abc import Sequence

from core.accounts.deleted import without_deleted_people, without_their_posts
from core.database.routing import from_replica
from core.lists.page_per_owner import Lateral, newest_first_of_each
from core.lists.pages import Page, PageRequest

from .models import Comment

_OF_POSTS = Lateral(
    newest="""
    SELECT comment.* FROM unnest(%s::bigint[]) AS post(id) CROSS JOIN LATERAL (
        SELECT * FROM core_comment
        WHERE post_id = post.id AND id < %s AND id > %s
            AND author_id <> ALL(ARRAY(SELECT id FROM core_user WHERE deleted_at IS NOT NULL))
        ORDER BY id DESC LIMIT %s
    ) AS comment
    """,
    oldest="""
    SELECT comment.* FROM unnest(%s::bigint[]) AS post(id) CROSS JOIN LATERAL (
        SELECT * FROM core_comment
        WHERE post_id = post.id AND id < %s AND id > %s
            AND author_id <> ALL(ARRAY(SELECT id FROM core_user WHERE deleted_at IS NOT NULL))
        ORDER BY id LIMIT %s
    ) AS comment
    """,
)

_REPLIES = Lateral(
    newest="""
    SELECT reply.* FROM unnest(%s::bigint[]) AS comment(id) CROSS JOIN LATERAL (
        SELECT * FROM core_comment
        WHERE parent_id = comment.id AND id < %s AND id > %s
            AND author_id <> ALL(ARRAY(SELECT id FROM core_user WHERE deleted_at IS NOT NULL))
        ORDER BY id DESC LIMIT %s
    ) AS reply
    """,
    oldest="""
    SELECT reply.* FROM unnest(%s::bigint[]) AS comment(id) CROSS JOIN LATERAL (
        SELECT * FROM core_comment
        WHERE parent_id = comment.id AND id < %s AND id > %s
            AND author_id <> ALL(ARRAY(SELECT id FROM core_user WHERE deleted_at IS NOT NULL))
        ORDER BY id LIMIT %s
    ) AS reply
    """,
)


@from_replica
def comments_by_ids(cids: Sequence[int]) -> dict[int, Comment]:
    """The comments that exist among these, by id. One SQL statement."""
    found = without_their_posts(without_deleted_people(Comment.objects.filter(pk__in=cids)))
    return {comment.pk: comment for comment in found}


@from_replica
def comments_of_posts(pids: Sequence[int], page: PageRequest) -> dict[int, Page[Comment]]:
    """A page of the comments of each post that has any, replies among them, newest first.

    One SQL statement: an index range of `page.limit` rows a post.
    """
    return newest_first_of_each(
        Comment, _OF_POSTS, pids, page, owner=lambda comment: comment.post_id
    )


@from_replica
def replies_to_comments(cids: Sequence[int], page: PageRequest) -> dict[int, Page[Comment]]:
    """A page of the replies to each comment that has any, newest first. One SQL statement."""
    return newest_first_of_each(Comment, _REPLIES, cids, page, owner=lambda reply: reply.parent_id)
