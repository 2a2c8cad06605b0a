"""Posts and their images, in batches."""

from collections.abc import Iterable, Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.lists.pages import Page, PageRequest
from core.posts.counts import NarrowPosts, narrow_posts
from core.posts.models import Post, PostImage
from core.posts.relations import posts_with_edge_of
from core.posts.selectors import images_of_posts, posts_by_ids, posts_of_authors
from core.visibility import Viewer
from graph.edges import Edge

from .users import keep_authors


@batch("Post", default=None, expands=True)
def post_by_id(context: Context, pids: Sequence[int]) -> Mapping[int, Post | None]:
    """Return the posts with these IDs. Cost: one SQL statement."""
    found = posts_by_ids(context.viewpoint, pids)
    enqueue_posts(context, found.values())
    return dict(found)


@batch("User", default=NarrowPosts())
def narrow_posts_of_user(context: Context, uids: Sequence[int]) -> Mapping[int, NarrowPosts]:
    """Return what the viewer misses of the posts of each user. Cost: one SQL statement."""
    return narrow_posts(context.viewpoint, uids)


@batch("Post", default=())
def images_of_post(context: Context, pids: Sequence[int]) -> Mapping[int, Sequence[PostImage]]:
    """Return the images per post. Cost: one SQL statement."""
    return images_of_posts(pids)


@batch("Post", default=False)
def viewer_has(context: Context, pids: Sequence[int], *, edge: Edge) -> Mapping[int, bool]:
    """Return whether the viewer has this edge to each post.

    Cost: one Cypher statement, none without a viewer.
    """
    if context.viewer is None:
        return {}
    return posts_with_edge_of(Viewer.of(context.viewer), pids, edge=edge)


@batch("User", default=Page[Post].empty(), expands=True)
def posts_of_user(
    context: Context, uids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[Post]]:
    """Return a page of posts per user. Cost: one SQL statement."""
    pages = posts_of_authors(context.viewpoint, uids, page)
    enqueue_posts(context, (post for each in pages.values() for post in each.items))
    return pages


def enqueue_posts(context: Context, posts: Iterable[Post]) -> None:
    """Enqueue these posts and their authors, and keep those authors that were read with them."""
    found = list(posts)
    context.loaders.enqueue("Post", (post.id for post in found))
    context.loaders.enqueue("User", (post.author_id for post in found))
    keep_authors(context, found)
