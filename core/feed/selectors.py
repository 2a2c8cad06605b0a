"""The feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from core.lists.hydration import Hydration
from core.lists.pages import Page, PageRequest
from core.posts.counts import count_missed
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.search import has_any
from core.visibility import Viewer, any_narrow, hidden_people, muted_people, muted_words
from graph.traversals.counts import PostCounts
from graph.traversals.feed import feed, feed_size


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of posts, and the counts that were read with it, by id of the post."""

    page: Page[Post]
    counts: Mapping[int, PostCounts]


def feed_page(viewer: Viewer, page: PageRequest, *, include_own: bool = False) -> FeedPage:
    """Return a page of the posts by users whom the viewer follows, newest first.

    With `include_own` the viewer's own posts are among them. Posts by others with words that the
    viewer mutes are left out. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    counts: dict[int, PostCounts] = {}
    skeleton = partial(_skeleton, viewer, counts, include_own=include_own)
    hydrate = partial(_without_muted_words, viewer, muted_words(viewer))
    found = Hydration(skeleton, key=int, document=int, hydrate=hydrate).page(viewer.key, page)
    return FeedPage(found, counts)


def count_feed(viewer: Viewer, *, include_own: bool = False) -> int:
    """Return how many posts the whole feed has, those with muted words among them.

    One Cypher statement, and where not all posts are for everybody one SQL statement. Raises
    GraphUnavailable.
    """
    narrow = any_narrow(viewer)
    size = feed_size(
        viewer.key,
        include_own=include_own,
        suspended=viewer.is_suspended,
        muted=muted_people(viewer),
        named=narrow,
    )
    return size.posts - (count_missed(viewer, size.followees) if narrow else 0)


def is_sent_to(viewer: Viewer, post: Post) -> bool:
    """Return whether the viewer mutes neither the author of a new post nor words of it."""
    if post.author_id in muted_people(viewer):
        return False
    return not has_any(post.content, muted_words(viewer))


def _skeleton(
    viewer: Viewer,
    counts: dict[int, PostCounts],
    owners: Sequence[int],
    request: PageRequest,
    *,
    include_own: bool,
) -> dict[int, list[int]]:
    """Return the ids of the posts; adds to `counts`."""
    posts = feed(
        viewer.key,
        limit=request.limit,
        before=cast(int | None, request.after),
        after=cast(int | None, request.before),
        include_own=include_own,
        backwards=request.backward,
        suspended=viewer.is_suspended,
        muted=muted_people(viewer),
        hidden=hidden_people(viewer),
    )
    # What a suspended viewer likes is hidden from everybody else: they see other counts.
    if not viewer.is_suspended:
        counts.update((post.pid, post.counts) for post in posts)
    return {owner: [post.pid for post in posts] for owner in owners}


def _without_muted_words(
    viewer: Viewer, words: Sequence[str], pids: Sequence[int]
) -> Mapping[int, Post]:
    """Return the posts by id. Cost: of words what `has_any` takes a post."""
    found = posts_by_ids(viewer, pids)
    if not words:
        return found
    return {
        pid: post
        for pid, post in found.items()
        if post.author_id == viewer.uid or not has_any(post.content, words)
    }
