"""Comments of posts and replies to comments."""

from collections.abc import Sequence

from django.db.models import QuerySet

from core.accounts.selectors import AUTHOR_COLUMNS
from core.database.postgresql.prepared import Prepared
from core.database.routing import from_replica
from core.lists.page_per_owner import PagePerOwner, newest_first_of_each
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, in_audience, in_good_standing, visible
from core.visibility.rule import VISIBLE
from core.visibility.standing import IN_GOOD_STANDING

from .models import Comment

# Named, so that a migration that adds a column does not break statements that are prepared.
_COLUMNS = ", ".join(f"core_comment.{field.column}" for field in Comment._meta.concrete_fields)
IS_VISIBLE = f"""{VISIBLE.format(person="core_comment.author_id")}
    AND {IN_GOOD_STANDING.format(document="core_comment")}"""
"""The condition for raw SQL that reads comments of a post that is visible, for a `%(viewer)s`."""

_PAGES = """
    SELECT comment.* FROM unnest(%(owners)s::bigint[]) AS owner(id) CROSS JOIN LATERAL (
        SELECT {columns} FROM core_comment
        WHERE {owner} = owner.id AND id < %(below)s AND id > %(above)s AND {visible}
        ORDER BY id {direction} LIMIT %(limit)s
    ) AS comment
"""
# A join need not keep the order of the pages.
_WITH_AUTHORS = (
    _PAGES.replace("SELECT comment.*", "SELECT comment.*" + AUTHOR_COLUMNS)
    + "JOIN core_user author ON author.id = comment.author_id ORDER BY comment.id {direction}"
)
COMMENTS_OF_POSTS = PagePerOwner(
    newest=Prepared(
        _PAGES.format(columns=_COLUMNS, owner="post_id", visible=IS_VISIBLE, direction="DESC")
    ),
    oldest=Prepared(
        _PAGES.format(columns=_COLUMNS, owner="post_id", visible=IS_VISIBLE, direction="ASC")
    ),
)
COMMENTS_OF_POSTS_WITH_AUTHORS = PagePerOwner(
    newest=Prepared(
        _WITH_AUTHORS.format(
            columns=_COLUMNS, owner="post_id", visible=IS_VISIBLE, direction="DESC"
        )
    ),
    oldest=Prepared(
        _WITH_AUTHORS.format(columns=_COLUMNS, owner="post_id", visible=IS_VISIBLE, direction="ASC")
    ),
)
REPLIES = PagePerOwner(
    newest=Prepared(
        _PAGES.format(columns=_COLUMNS, owner="parent_id", visible=IS_VISIBLE, direction="DESC")
    ),
    oldest=Prepared(
        _PAGES.format(columns=_COLUMNS, owner="parent_id", visible=IS_VISIBLE, direction="ASC")
    ),
)
REPLIES_WITH_AUTHORS = PagePerOwner(
    newest=Prepared(
        _WITH_AUTHORS.format(
            columns=_COLUMNS, owner="parent_id", visible=IS_VISIBLE, direction="DESC"
        )
    ),
    oldest=Prepared(
        _WITH_AUTHORS.format(
            columns=_COLUMNS, owner="parent_id", visible=IS_VISIBLE, direction="ASC"
        )
    ),
)


@from_replica
def comments_by_ids(viewer: Viewer, cids: Sequence[int]) -> dict[int, Comment]:
    """Return those of the comments that the viewer may see, by id. One SQL statement.

    A comment is hidden with its post.
    """
    found = shown_to(viewer).filter(pk__in=cids)
    return {comment.pk: comment for comment in found}


def shown_to(viewer: Viewer) -> QuerySet[Comment]:
    """Return the comments that the viewer may see, as their posts."""
    standing = in_good_standing(Comment.objects.all(), viewer)
    shown = visible(standing, viewer, "author", "post__author")
    return in_audience(shown, viewer, "post")


@from_replica
def comments_of_posts(
    viewer: Viewer, pids: Sequence[int], page: PageRequest, *, with_authors: bool = False
) -> dict[int, Page[Comment]]:
    """Return a page of the comments of each post that has any, newest first, with replies.

    One SQL statement: an index range of `page.limit` rows a post, and of those who are hidden;
    `with_authors` also a row of each author.
    """
    return newest_first_of_each(
        viewer,
        Comment,
        COMMENTS_OF_POSTS_WITH_AUTHORS if with_authors else COMMENTS_OF_POSTS,
        pids,
        page,
        owner=lambda comment: comment.post_id,
    )


@from_replica
def replies_to_comments(
    viewer: Viewer, cids: Sequence[int], page: PageRequest, *, with_authors: bool = False
) -> dict[int, Page[Comment]]:
    """Return a page of the replies to each comment that has any, newest first.

    One SQL statement, as for `comments_of_posts`.
    """
    return newest_first_of_each(
        viewer,
        Comment,
        REPLIES_WITH_AUTHORS if with_authors else REPLIES,
        cids,
        page,
        owner=lambda reply: reply.parent_id,
    )
