"""Counts and relations of many people or posts at once, from the graph."""

from collections.abc import Sequence

from graph.traversals.counts import PostCounts, UserCounts, post_counts, user_counts
from graph.traversals.likes import liked_by
from graph.traversals.relations import Relation, relations


def counts_of_users(uids: Sequence[int]) -> dict[int, UserCounts]:
    """Followers, following and posts. One Cypher statement; raises GraphUnavailable."""
    return user_counts(uids)


def relations_to(viewer: int, uids: Sequence[int]) -> dict[int, Relation]:
    """Who follows whom between the viewer and these. One Cypher; raises GraphUnavailable."""
    return relations(viewer, uids)


def counts_of_posts(pids: Sequence[int]) -> dict[int, PostCounts]:
    """Likes and comments. One Cypher statement; raises GraphUnavailable."""
    return post_counts(pids)


def posts_liked_by(viewer: int, pids: Sequence[int]) -> dict[int, bool]:
    """Which of these posts the viewer likes. One Cypher statement; raises GraphUnavailable."""
    return dict.fromkeys(liked_by(viewer, pids), True)
