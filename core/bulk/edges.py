"""Edges in bulk: those that only the journal has, such as follows and likes."""

from collections.abc import Sequence

from django.db import transaction

from core.accounts.locks import share_lock_users
from core.blocks.pairs import blocked_pairs
from core.follows.acceptance import end_requests
from core.journal.edge_locks import lock_all_edges
from core.posts.locks import share_lock_posts
from core.visibility import INTERNAL
from graph.edges import BLOCKS, FOLLOWS, MUTES, REQUESTED, USER, Edge

from .journal import Act, known_edges, record_acts
from .rows import NewEdge


@transaction.atomic
def load_edges(edge: Edge, rows: Sequence[NewEdge]) -> int:
    """Add edges of one kind. Return how many were new.

    Left out: an edge that the journal knows (even one that was undone since: its actor is not
    overruled), a second row of one edge, a user's edge to themselves, and a follow between two of
    whom one blocks the other. A follow of a private account is a follow, and ends the request that
    there may be. Raises NotFound for a user or post that does not exist, and ValueError for blocks,
    mutes and requests, which are rows of PostgreSQL too.
    """
    if edge in (BLOCKS, MUTES, REQUESTED):
        raise ValueError(f"{edge.name.capitalize()} are made by their service.")
    first: dict[tuple[int, int], NewEdge] = {}
    for row in rows:
        if edge.to is not USER or row.actor != row.target:
            first.setdefault((row.actor, row.target), row)
    lock_all_edges(edge)
    actors, targets = [actor for actor, _ in first], [target for _, target in first]
    if edge.to is USER:
        share_lock_users(INTERNAL, *actors, *targets)
    else:
        share_lock_users(INTERNAL, *actors)
        share_lock_posts(*targets)
    known = known_edges(edge, [*first])
    if edge is FOLLOWS:
        known |= blocked_pairs([*first])
    fresh = [
        Act(actor=row.actor, target=row.target, at=row.at)
        for pair, row in first.items()
        if pair not in known
    ]
    if edge is FOLLOWS:
        _end_requests(fresh)
    record_acts(edge.made_by, fresh)
    return len(fresh)


def _end_requests(follows: Sequence[Act]) -> None:
    """End the requests of those who follow now, before they do. The follows are locked."""
    ended = end_requests([(act.actor, act.target or 0) for act in follows])
    at = {(act.actor, act.target): act.at for act in follows}
    ends = [Act(actor=actor, at=at[actor, target], target=target) for actor, target in ended]
    record_acts(REQUESTED.undone_by, ends)
