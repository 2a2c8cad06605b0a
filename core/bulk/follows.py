"""Follows in bulk."""

from collections.abc import Sequence

from django.db import transaction

from core.accounts.locks import keep_users
from core.journal.edge_locks import lock_all_edges
from core.journal.models import JournalKind

from .journal import Act, known_edges, record_acts
from .rows import NewFollow


@transaction.atomic
def load_follows(rows: Sequence[NewFollow]) -> int:
    """Add follows; gives how many were new.

    Left out: an edge that the journal knows (standing, or withdrawn by its follower since, who is
    not overruled), a second row of one edge, and oneself. Raises NotFound for nobody.
    """
    first: dict[tuple[int, int], NewFollow] = {}
    for row in rows:
        if row.follower != row.followee:
            first.setdefault((row.follower, row.followee), row)
    lock_all_edges(JournalKind.FOLLOWED)
    keep_users(*(uid for edge in first for uid in edge))
    known = known_edges((JournalKind.FOLLOWED, JournalKind.UNFOLLOWED), [*first])
    fresh = [
        Act(actor=row.follower, target=row.followee, at=row.at)
        for edge, row in first.items()
        if edge not in known
    ]
    record_acts(JournalKind.FOLLOWED, fresh)
    return len(fresh)
