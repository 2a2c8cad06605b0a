"""Liking and unliking posts."""

from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.journal.record import record
from core.notifications.models import NotificationKind
from core.notifications.services import notify, withdraw
from core.posts.locks import lock_edge_to_post
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer
from graph.edges import LIKED
from graph.writes.shown import ShownPost, showing

__all__ = ["ShownPost", "like", "unlike"]


def like(*, liker: User, post: int) -> ShownPost | None:
    """Like a post; liking it already is no change. Raises NotFound, RateLimited.

    Returns what the graph shows of the post then; None where the write does not know it, or
    a block may hide somebody who is counted there.
    """
    with showing(ShownPost) as shown:
        _like(liker.pk, post)
    return shown.last if Viewer.of(liker).misses_nobody else None


def unlike(*, liker: User, post: int) -> ShownPost | None:
    """Remove a like; not liking the post is no change.

    Returns what `like` does. Raises NotFound.
    """
    with showing(ShownPost) as shown:
        _unlike(liker.pk, post)
    return shown.last if Viewer.of(liker).misses_nobody else None


@atomic_with_retry
def _like(liker: int, post: int) -> None:
    author, is_liked = lock_edge_to_post(LIKED, actor=liker, post=post)
    if is_liked:
        return
    consume("likes", user_id=liker, to=[author])
    notify(NotificationKind.LIKE, recipient=author, actor=liker, post=post)
    record(LIKED.made_by, actor=liker, target=post)


@atomic_with_retry
def _unlike(liker: int, post: int) -> None:
    author, is_liked = lock_edge_to_post(LIKED, actor=liker, post=post)
    if not is_liked:
        return
    record(LIKED.undone_by, actor=liker, target=post)
    withdraw(NotificationKind.LIKE, recipient=author, actor=liker, post=post)
