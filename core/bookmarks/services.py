"""Bookmarking posts. Nobody is notified, as nobody else knows."""

from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.journal.edge_locks import lock_edge
from core.journal.record import edge_exists, record
from core.posts.locks import share_lock_post
from core.ratelimit.write_quotas import consume
from graph.edges import BOOKMARKED


@atomic_with_retry
def bookmark(*, viewer: User, post: int) -> None:
    """Bookmark a post; bookmarking it again is no change. Raises NotFound, RateLimited."""
    lock_edge(BOOKMARKED, actor=viewer.pk, target=post)
    share_lock_post(post, visitor=viewer.pk)
    if not edge_exists(BOOKMARKED, actor=viewer.pk, target=post):
        consume("bookmarks", user_id=viewer.pk)
        record(BOOKMARKED.made_by, actor=viewer.pk, target=post)


@atomic_with_retry
def remove_bookmark(*, viewer: User, post: int) -> None:
    """Remove a bookmark; without one there is no change. Raises NotFound for no such post."""
    lock_edge(BOOKMARKED, actor=viewer.pk, target=post)
    share_lock_post(post, visitor=viewer.pk)
    if edge_exists(BOOKMARKED, actor=viewer.pk, target=post):
        record(BOOKMARKED.undone_by, actor=viewer.pk, target=post)
