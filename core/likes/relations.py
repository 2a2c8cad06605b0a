"""Counts and relations of many posts at once, from the graph."""

from collections.abc import Sequence

from core.visibility import Viewer
from graph.edges import LIKED
from graph.traversals.counts import PostCounts, post_counts
from graph.traversals.edge_ends import targets_among

__all__ = ["PostCounts", "counts_of_posts", "posts_liked_by"]


def counts_of_posts(viewer: Viewer, pids: Sequence[int]) -> dict[int, PostCounts]:
    """Likes and comments. One Cypher statement; raises GraphUnavailable."""
    return post_counts(pids, suspended_viewer=viewer.suspended_uid)


def posts_liked_by(viewer: Viewer, pids: Sequence[int]) -> dict[int, bool]:
    """Return which of these posts the viewer likes.

    One Cypher statement; raises GraphUnavailable.
    """
    return dict.fromkeys(targets_among(LIKED, viewer.key, pids), True)
