"""The feed."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from core.lists.hydration import Hydration
from core.lists.pages import Page, PageRequest
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.visibility import Viewer
from graph.traversals.feed import feed, feed_size


def feed_page(viewer: Viewer, page: PageRequest, *, include_own: bool = False) -> Page[Post]:
    """Return a page of the posts by users whom the viewer follows, newest first.

    With `include_own` the viewer's own posts are among them. One Cypher and one SQL statement.
    Raises GraphUnavailable.
    """
    skeleton = partial(_skeleton, include_own=include_own, suspended=viewer.is_suspended)
    hydrate = partial(posts_by_ids, viewer)
    return Hydration(skeleton, key=int, document=int, hydrate=hydrate).page(viewer.key, page)


def count_feed(viewer: Viewer, *, include_own: bool = False) -> int:
    """Return how many posts the whole feed has. One Cypher statement. Raises GraphUnavailable."""
    return feed_size(viewer.key, include_own=include_own, suspended=viewer.is_suspended)


def _skeleton(
    viewers: Sequence[int], request: PageRequest, *, include_own: bool, suspended: bool
) -> dict[int, list[int]]:
    [viewer] = viewers
    pids = feed(
        viewer,
        limit=request.limit,
        before=cast(int | None, request.after),
        after=cast(int | None, request.before),
        include_own=include_own,
        backwards=request.backward,
        suspended=suspended,
    )
    return {viewer: pids}
