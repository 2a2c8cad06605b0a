"""Counts and relations of many users at once, from the graph."""

from collections.abc import Sequence

from core.visibility import Viewer, hidden_people, not_hidden
from graph.traversals.counts import UserCounts, user_counts
from graph.traversals.relations import Relation, relations, relations_and_counts

__all__ = ["Relation", "UserCounts", "counts_of_users", "relations_to", "relations_with_counts"]


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


def relations_with_counts(
    viewer: Viewer, uids: Sequence[int]
) -> dict[int, tuple[Relation, UserCounts]]:
    """Relations and counts of these users.

    One Cypher statement, two for a viewer who is suspended. Raises GraphUnavailable.
    """
    if not viewer.is_suspended:
        hidden = hidden_people(viewer)
        return relations_and_counts(viewer.key, not_hidden(hidden, uids), hidden=hidden)
    counts, related = counts_of_users(viewer, uids), relations_to(viewer, uids)
    return {uid: (related[uid], counts.get(uid, UserCounts())) for uid in uids}
