"""Counts and relations of many users at once, from the graph."""

from collections.abc import Sequence

from core.visibility import Viewer, hidden_people, not_hidden
from graph.traversals.counts import UserCounts, user_counts
from graph.traversals.relations import Relation, relations

__all__ = ["Relation", "UserCounts", "counts_of_users", "relations_to"]


def counts_of_users(viewer: Viewer, uids: Sequence[int]) -> dict[int, UserCounts]:
    """Followers, following and posts, of those whom no block hides.

    One Cypher statement; raises GraphUnavailable.
    """
    hidden = hidden_people(viewer)
    return user_counts(
        not_hidden(hidden, uids), suspended_viewer=viewer.suspended_uid, hidden=hidden
    )


def relations_to(viewer: Viewer, uids: Sequence[int]) -> dict[int, Relation]:
    """Who follows whom between the viewer and these. One Cypher; raises GraphUnavailable."""
    return relations(viewer.key, uids)
