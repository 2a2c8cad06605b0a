"""Bookmarking posts. Nobody is notified, as nobody else knows."""

from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.journal.record import record
from core.posts.locks import lock_edge_to_post
from core.ratelimit.write_quotas import consume
from graph.edges import BOOKMARKED


@atomic_with_retry
def bookmark(*, viewer: User, post: int) -> None:
    """Bookmark a post; bookmarking it again is no change. Raises NotFound, RateLimited."""
    _, is_bookmarked = lock_edge_to_post(BOOKMARKED, actor=viewer.pk, post=post)
    if not is_bookmarked:
        consume("bookmarks", user_id=viewer.pk)
        record(BOOKMARKED.made_by, actor=viewer.pk, target=post)


@atomic_with_retry
def remove_bookmark(*, viewer: User, post: int) -> None:
    """Remove a bookmark; without one there is no change. Raises NotFound for no such post."""
    _, is_bookmarked = lock_edge_to_post(BOOKMARKED, actor=viewer.pk, post=post)
    if is_bookmarked:
        record(BOOKMARKED.undone_by, actor=viewer.pk, target=post)
