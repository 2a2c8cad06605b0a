"""Likes in bulk."""

from collections.abc import Sequence

from django.db import transaction

from core.accounts.locks import keep_users
from core.journal.edge_locks import lock_all_edges
from core.journal.models import JournalKind
from core.posts.locks import keep_posts

from .journal import Act, known_edges, record_acts
from .rows import NewLike


@transaction.atomic
def load_likes(rows: Sequence[NewLike]) -> int:
    """Add likes of posts; gives how many were new.

    Left out: an edge that the journal knows (standing, or taken back since by its liker, who is
    not overruled) and a second row of one edge. Raises NotFound for nobody and for no post.
    """
    first: dict[tuple[int, int], NewLike] = {}
    for row in rows:
        first.setdefault((row.liker, row.post), row)
    lock_all_edges(JournalKind.LIKED)
    keep_users(*(liker for liker, _ in first))
    keep_posts(*(post for _, post in first))
    known = known_edges((JournalKind.LIKED, JournalKind.UNLIKED), [*first])
    fresh = [
        Act(actor=row.liker, target=row.post, at=row.at)
        for edge, row in first.items()
        if edge not in known
    ]
    record_acts(JournalKind.LIKED, fresh)
    return len(fresh)
