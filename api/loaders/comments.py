"""Comments and replies, in batches."""

from collections.abc import Iterable, Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.comments.models import Comment
from core.comments.selectors import comments_by_ids, comments_of_posts, replies_to_comments
from core.lists.pages import Page, PageRequest


@batch("Comment", default=None, widens=True)
def comment_by_id(context: Context, cids: Sequence[int]) -> Mapping[int, Comment | None]:
    """The comments with these ids: one SQL statement."""
    found = comments_by_ids(context.viewpoint, cids)
    announce_comments(context, found.values())
    return dict(found)


@batch("Post", default=Page[Comment].empty(), widens=True)
def comments_of_post(
    context: Context, pids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[Comment]]:
    """A page of the comments of each of these posts: one SQL statement."""
    return _announced(context, comments_of_posts(context.viewpoint, pids, page))


@batch("Comment", default=Page[Comment].empty(), widens=True)
def replies_to_comment(
    context: Context, cids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[Comment]]:
    """A page of the replies to each of these comments: one SQL statement."""
    return _announced(context, replies_to_comments(context.viewpoint, cids, page))


def _announced(context: Context, pages: Mapping[int, Page[Comment]]) -> Mapping[int, Page[Comment]]:
    announce_comments(context, (comment for page in pages.values() for comment in page.items))
    return pages


def announce_comments(context: Context, comments: Iterable[Comment]) -> None:
    """Tell the loaders which comments, and so which authors and posts, are part of the answer."""
    found = list(comments)
    context.loaders.announce("Comment", [comment.pk for comment in found])
    context.loaders.announce("User", [comment.author_id for comment in found])
    context.loaders.announce("Post", [comment.post_id for comment in found])
    parents = [comment.parent_id for comment in found if comment.parent_id is not None]
    context.loaders.announce("Comment", parents)
