"""Comments and replies, in batches."""

from collections.abc import Iterable, Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.comments.counts import replies_counts
from core.comments.models import Comment
from core.comments.selectors import comments_by_ids, comments_of_posts, replies_to_comments
from core.lists.pages import Page, PageRequest

from .users import keep_authors


@batch("Comment", default=None, expands=True)
def comment_by_id(context: Context, cids: Sequence[int]) -> Mapping[int, Comment | None]:
    """Return the comments with these IDs. Cost: one SQL statement."""
    found = comments_by_ids(context.viewpoint, cids)
    enqueue_comments(context, found.values())
    return dict(found)


@batch("Comment", default=0)
def replies_count(context: Context, cids: Sequence[int]) -> Mapping[int, int]:
    """Return the number of replies to each comment. Cost: one SQL statement."""
    return replies_counts(context.viewpoint, cids)


@batch("Post", default=Page[Comment].empty(), expands=True)
def comments_of_post(
    context: Context, pids: Sequence[int], *, page: PageRequest, with_authors: bool
) -> Mapping[int, Page[Comment]]:
    """Return a page of comments per post. Cost: one SQL statement."""
    found = comments_of_posts(context.viewpoint, pids, page, with_authors=with_authors)
    return _queued(context, found)


@batch("Comment", default=Page[Comment].empty(), expands=True)
def replies_to_comment(
    context: Context, cids: Sequence[int], *, page: PageRequest, with_authors: bool
) -> Mapping[int, Page[Comment]]:
    """Return a page of replies per comment. Cost: one SQL statement."""
    found = replies_to_comments(context.viewpoint, cids, page, with_authors=with_authors)
    return _queued(context, found)


def _queued(context: Context, pages: Mapping[int, Page[Comment]]) -> Mapping[int, Page[Comment]]:
    enqueue_comments(context, (comment for page in pages.values() for comment in page.items))
    return pages


def enqueue_comments(context: Context, comments: Iterable[Comment]) -> None:
    """Enqueue these comments with their authors, posts and parents.

    Those authors that were read with them are kept.
    """
    found = list(comments)
    context.loaders.enqueue("Comment", (comment.id for comment in found))
    context.loaders.enqueue("User", (comment.author_id for comment in found))
    keep_authors(context, found)
    context.loaders.enqueue("Post", (comment.post_id for comment in found))
    parents = (comment.parent_id for comment in found if comment.parent_id is not None)
    context.loaders.enqueue("Comment", parents)
