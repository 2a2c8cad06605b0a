"""Counts and relations of many users at once, from the graph."""

from collections.abc import Sequence

from graph.traversals.counts import UserCounts, user_counts
from graph.traversals.relations import Relation, relations

__all__ = ["Relation", "UserCounts", "counts_of_users", "relations_to"]


def counts_of_users(uids: Sequence[int]) -> dict[int, UserCounts]:
    """Followers, following and posts. One Cypher statement; raises GraphUnavailable."""
    return user_counts(uids)


def relations_to(viewer: int, uids: Sequence[int]) -> dict[int, Relation]:
    """Who follows whom between the viewer and these. One Cypher; raises GraphUnavailable."""
    return relations(viewer, uids)
