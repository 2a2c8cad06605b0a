"""Counts and relations of many posts at once, from the graph."""

from collections.abc import Sequence

from graph.edges import LIKED
from graph.traversals.counts import PostCounts, post_counts
from graph.traversals.edge_ends import targets_among

__all__ = ["PostCounts", "counts_of_posts", "posts_liked_by"]


def counts_of_posts(pids: Sequence[int]) -> dict[int, PostCounts]:
    """Likes and comments. One Cypher statement; raises GraphUnavailable."""
    return post_counts(pids)


def posts_liked_by(viewer: int, pids: Sequence[int]) -> dict[int, bool]:
    """Which of these posts the viewer likes. One Cypher statement; raises GraphUnavailable."""
    return dict.fromkeys(targets_among(LIKED, viewer, pids), True)
