"""Posts and what belongs to them, in batches."""

from collections.abc import Iterable, Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.lists.pages import Page, PageRequest
from core.posts.models import Post, PostImage
from core.posts.relations import posts_with_edge_of
from core.posts.selectors import images_of_posts, posts_by_ids, posts_of_authors
from core.visibility import Viewer
from graph.edges import Edge


@batch("Post", default=None, expands=True)
def post_by_id(context: Context, pids: Sequence[int]) -> Mapping[int, Post | None]:
    """The posts with these ids: one SQL statement."""
    found = posts_by_ids(context.viewpoint, pids)
    enqueue_posts(context, found.values())
    return dict(found)


@batch("Post", default=())
def images_of_post(context: Context, pids: Sequence[int]) -> Mapping[int, Sequence[PostImage]]:
    """The images of these posts: one SQL statement."""
    return images_of_posts(pids)


@batch("Post", default=False)
def viewer_has(context: Context, pids: Sequence[int], *, edge: Edge) -> Mapping[int, bool]:
    """Which of these posts an edge of the viewer leads to: one Cypher, none without a viewer."""
    if context.viewer is None:
        return {}
    return posts_with_edge_of(Viewer.of(context.viewer), pids, edge=edge)


@batch("User", default=Page[Post].empty(), expands=True)
def posts_of_user(
    context: Context, uids: Sequence[int], *, page: PageRequest
) -> Mapping[int, Page[Post]]:
    """A page of the posts of each of these people: one SQL statement."""
    pages = posts_of_authors(context.viewpoint, uids, page)
    enqueue_posts(context, (post for each in pages.values() for post in each.items))
    return pages


def enqueue_posts(context: Context, posts: Iterable[Post]) -> None:
    """Tell the loaders which posts, and so which authors, are part of the answer."""
    found = list(posts)
    context.loaders.enqueue("Post", [post.pk for post in found])
    context.loaders.enqueue("User", [post.author_id for post in found])
