"""Likes and counts of posts, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.accounts.models import User
from core.likes.relations import PostCounts, counts_of_posts, counts_with_liked
from core.likes.selectors import likers_of_posts
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer
from graph.edges import LIKED

from .posts import viewer_has
from .read_budgets import within_read_budget
from .users import enqueue_users


@batch("Post", default=PostCounts())
def counts_of_post(context: Context, pids: Sequence[int]) -> Mapping[int, PostCounts]:
    """Return the counts of likes and comments per post.

    Cost: one Cypher statement, by which `viewerHasLiked` is loaded too where it is asked for.
    """
    if context.viewer is None or "viewerHasLiked" not in context.fields:
        return counts_of_posts(context.viewpoint, pids)
    found = counts_with_liked(context.viewpoint, pids)
    for pid in pids:
        _, liked = found.get(pid, _UNKNOWN)
        viewer_has.prime(context, pid, liked, edge=LIKED)
    return {pid: counts for pid, (counts, _) in found.items()}


_UNKNOWN = (PostCounts(), False)


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
