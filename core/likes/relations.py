"""Counts and relations of many posts at once, from the graph."""

from collections.abc import Sequence

from graph.traversals.counts import PostCounts, post_counts
from graph.traversals.likes import liked_by

__all__ = ["PostCounts", "counts_of_posts", "posts_liked_by"]


def counts_of_posts(pids: Sequence[int]) -> dict[int, PostCounts]:
    """Likes and comments. One Cypher statement; raises GraphUnavailable."""
    return post_counts(pids)


def posts_liked_by(viewer: int, pids: Sequence[int]) -> dict[int, bool]:
    """Which of these posts the viewer likes. One Cypher statement; raises GraphUnavailable."""
    return dict.fromkeys(liked_by(viewer, pids), True)
