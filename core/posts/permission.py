"""Whether a viewer may change a post."""

from core.visibility import Viewer

from .models import Post


def may_change(viewer: Viewer, post: Post) -> bool:
    """Return whether the viewer may edit and delete the post: its author, unless suspended."""
    return post.author_id == viewer.uid and not viewer.is_suspended
