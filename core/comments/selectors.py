"""Comments of posts and replies to comments."""

from collections.abc import Sequence
from typing import LiteralString

from core.accounts.selectors import SHOWN
from core.database.routing import from_replica
from core.lists.page_per_owner import PagePerOwner, newest_first_of_each
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, visible
from core.visibility.rule import VISIBLE

from .models import Comment

_IS_VISIBLE = VISIBLE.format(person="core_comment.author_id")

_PAGES = """
    SELECT comment.*{more} FROM unnest(%(owners)s::bigint[]) AS owner(id) CROSS JOIN LATERAL (
        SELECT * FROM core_comment
        WHERE {owner} = owner.id AND id < %(below)s AND id > %(above)s AND {visible}
        ORDER BY id {direction} LIMIT %(limit)s
    ) AS comment
"""
_AUTHOR = "".join(f', author.{column} AS "author.{column}"' for column in SHOWN)
# A join need not keep the order of the pages.
_JOIN = """ JOIN core_user author ON author.id = comment.author_id
    ORDER BY comment.id {direction}"""


def _pages(owner: LiteralString, *, with_authors: bool) -> PagePerOwner:
    more, join = (_AUTHOR, _JOIN) if with_authors else ("", "")
    newest, oldest = (
        (_PAGES + join).format(owner=owner, visible=_IS_VISIBLE, direction=each, more=more)
        for each in ("DESC", "ASC")
    )
    return PagePerOwner(newest, oldest)


# By whether their authors come with them.
COMMENTS_OF_POSTS = {each: _pages("post_id", with_authors=each) for each in (False, True)}
REPLIES_TO_COMMENTS = {each: _pages("parent_id", with_authors=each) for each in (False, True)}


@from_replica
def comments_by_ids(viewer: Viewer, cids: Sequence[int]) -> dict[int, Comment]:
    """Return those of the comments that the viewer may see, by id. One SQL statement.

    A comment is hidden with the author of its post.
    """
    found = visible(Comment.objects.filter(pk__in=cids), viewer, "author", "post__author")
    return {comment.pk: comment for comment in found}


@from_replica
def comments_of_posts(
    viewer: Viewer, pids: Sequence[int], page: PageRequest, *, with_authors: bool = False
) -> dict[int, Page[Comment]]:
    """Return a page of the comments of each post that has any, newest first, with replies.

    One SQL statement: an index range of `page.limit` rows a post, and of those who are hidden;
    `with_authors` also a row of each author.
    """
    statement = COMMENTS_OF_POSTS[with_authors]
    return newest_first_of_each(
        viewer, Comment, statement, pids, page, owner=lambda comment: comment.post_id
    )


@from_replica
def replies_to_comments(
    viewer: Viewer, cids: Sequence[int], page: PageRequest, *, with_authors: bool = False
) -> dict[int, Page[Comment]]:
    """Return a page of the replies to each comment that has any, newest first.

    One SQL statement, as for `comments_of_posts`.
    """
    statement = REPLIES_TO_COMMENTS[with_authors]
    return newest_first_of_each(
        viewer, Comment, statement, cids, page, owner=lambda reply: reply.parent_id
    )
