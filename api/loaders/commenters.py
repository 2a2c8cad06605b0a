"""Whether the viewer may comment on posts and delete comments, in batches."""

from collections.abc import Mapping, Sequence

from graphql import GraphQLResolveInfo

from api.batching import batch
from api.context import Context
from core.comments.models import Comment
from core.comments.permission import (
    may_comment,
    may_delete,
    may_edit,
    near_authors,
    plainly_may_comment,
)
from core.posts.models import Post
from core.visibility import Viewer

from .posts import post_by_id

# Authors of posts on which those may comment who are within two hops.
_HOPS = "Author within two hops"


def can_comment(context: Context, post: Post) -> bool:
    """Return whether the viewer may comment on a post.

    No statement where everybody may or nobody, else one SQL statement for all posts, and one Cypher
    where it depends on the graph. Raises GraphUnavailable.
    """
    known = plainly_may_comment(Viewer.of(context.viewer), post)
    if known is None:
        known = _may_comment.load(context, post.pk)
    return _is_near.load(context, post.author_id) if known is None else known


def can_delete(info: GraphQLResolveInfo, comment: Comment) -> bool:
    """Return whether the viewer may delete a comment.

    No statement for who wrote it and who is not signed in, else that of the posts.
    """
    viewer = Viewer.of(info.context.viewer)
    if viewer.uid is None:
        return False
    if may_edit(viewer, comment):
        return True
    post = post_by_id.load_scoped(info, comment.post_id)
    return post is not None and may_delete(viewer, post)


@batch("Post", default=False)
def _may_comment(context: Context, pids: Sequence[int]) -> Mapping[int, bool | None]:
    found = may_comment(Viewer.of(context.viewer), pids)
    context.loaders.enqueue(
        _HOPS, [author for author, allowed in found.values() if allowed is None]
    )
    return {pid: allowed for pid, (_, allowed) in found.items()}


@batch(_HOPS, default=False)
def _is_near(context: Context, authors: Sequence[int]) -> Mapping[int, bool]:
    return near_authors(Viewer.of(context.viewer), authors)
