"""Counts of many posts at once, from the graph."""

from collections.abc import Sequence

from core.visibility import Viewer, hidden_people
from graph.traversals.counts import PostCounts, post_counts

__all__ = ["PostCounts", "counts_of_posts"]


def counts_of_posts(viewer: Viewer, pids: Sequence[int]) -> dict[int, PostCounts]:
    """Likes and comments. One Cypher statement; raises GraphUnavailable."""
    hidden = hidden_people(viewer)
    return post_counts(pids, suspended_viewer=viewer.suspended_uid, hidden=hidden)
