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
from graph.traversals.feed import FeedPost, feed, feed_size

# More new posts are not counted.
MAX_NEW = 50


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of posts, and what was read with it, by id of the post."""

    page: Page[Post]
    counts: Mapping[int, PostCounts]
    # Whether the viewer likes them, where that was asked for.
    liked: Mapping[int, bool]


def feed_page(
    viewer: Viewer, page: PageRequest, *, include_own: bool = False, with_liked: bool = False
) -> FeedPage:
    """Return a page of the posts by users whom the viewer follows, newest first.

    With `include_own` the viewer's own posts are among them. Posts by others with words that the
    viewer mutes are left out. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    read: list[FeedPost] = []
    skeleton = partial(_skeleton, viewer, read, include_own=include_own, with_liked=with_liked)
    hydrate = partial(_without_muted_words, viewer, muted_words(viewer))
    found = Hydration(skeleton, key=int, document=int, hydrate=hydrate).page(viewer.key, page)
    return FeedPage(
        found,
        # What a suspended viewer likes is hidden from everybody else: they see other counts.
        counts={} if viewer.is_suspended else {post.pid: post.counts for post in read},
        liked={post.pid: post.liked for post in read if post.liked is not None},
    )


def count_feed(viewer: Viewer, *, include_own: bool = False) -> int | None:
    """Return how many posts the whole feed has; None for a viewer who mutes words.

    Which posts have these is known of those that are read alone. One Cypher statement, and where
    not all posts are for everybody one SQL statement. Raises GraphUnavailable.
    """
    if muted_words(viewer):
        return None
    narrow = any_narrow(viewer)
    size = feed_size(
        viewer.key,
        include_own=include_own,
        suspended=viewer.is_suspended,
        muted=muted_people(viewer),
        named=narrow,
    )
    return size.posts - (count_missed(viewer, size.followees) if narrow else 0)


def count_new(viewer: Viewer, *, since: int, include_own: bool = False) -> int:
    """Return how many posts of the feed are newer than a post, MAX_NEW at most.

    `since` is the id of any post, also of one that is deleted. As `feed_page`, whose posts these
    are: one Cypher and one SQL statement. Raises GraphUnavailable.
    """
    newer = PageRequest(first=MAX_NEW, before=since)
    return len(feed_page(viewer, newer, include_own=include_own).page.items)


def is_sent_to(viewer: Viewer, post: Post) -> bool:
    """Return whether the viewer mutes neither the author of a new post nor words of it."""
    if post.author_id in muted_people(viewer):
        return False
    return not has_any(post.content, muted_words(viewer))


def _skeleton(
    viewer: Viewer,
    read: list[FeedPost],
    owners: Sequence[int],
    request: PageRequest,
    *,
    include_own: bool,
    with_liked: bool,
) -> dict[int, list[int]]:
    """Return the ids of the posts; adds to `read`."""
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
        with_liked=with_liked,
    )
    read += posts
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
