"""Likes and counts of posts, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.likes.relations import PostCounts, counts_of_posts
from core.likes.selectors import likers_of_posts
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer

from .read_budgets import within_read_budget
from .users import enqueue_users


@batch("Post", default=PostCounts())
def counts_of_post(context: Context, pids: Sequence[int]) -> Mapping[int, PostCounts]:
    """Return the counts of likes and comments per post. Cost: one Cypher statement."""
    return counts_of_posts(context.viewpoint, pids)


@batch("Post", default=Page[User].empty(), expands=True)
def likers_of_post(
    context: Context, pids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[User]]:
    """Return a page of likers per post. Cost: one Cypher and one SQL statement.

    Raises RateLimited.
    """
    viewer = Viewer.of(context.viewer)
    pages = within_read_budget(context, lambda: likers_of_posts(viewer, pids, page))
    enqueue_users(context, (user for each in pages.values() for user in each.items))
    return pages
