"""Counts of many posts at once, from the graph."""

from collections.abc import Sequence

from core.visibility import Viewer, hidden_people
from graph.edges import LIKED
from graph.traversals.counts import PostCounts, post_counts, post_counts_and_liked
from graph.traversals.edge_ends import targets_among

__all__ = ["PostCounts", "counts_of_posts", "counts_with_liked"]


def counts_of_posts(viewer: Viewer, pids: Sequence[int]) -> dict[int, PostCounts]:
    """Likes and comments. One Cypher statement; raises GraphUnavailable."""
    hidden = hidden_people(viewer)
    return post_counts(pids, suspended_viewer=viewer.suspended_uid, hidden=hidden)


def counts_with_liked(viewer: Viewer, pids: Sequence[int]) -> dict[int, tuple[PostCounts, bool]]:
    """Likes and comments, and whether the viewer likes each post.

    One Cypher statement, two for a viewer who is suspended. Raises GraphUnavailable.
    """
    if not viewer.is_suspended:
        return post_counts_and_liked(viewer.key, pids, hidden=hidden_people(viewer))
    liked = set(targets_among(LIKED, viewer.key, pids))
    return {pid: (counts, pid in liked) for pid, counts in counts_of_posts(viewer, pids).items()}
