"""Liking and unliking posts."""

from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.journal.edge_locks import lock_edge
from core.journal.record import edge_exists, record
from core.notifications.models import NotificationKind
from core.notifications.services import notify, withdraw
from core.posts.locks import share_lock_post
from core.ratelimit.write_quotas import consume
from graph.edges import LIKED


@atomic_with_retry
def like(*, liker: User, post: int) -> None:
    """Like a post; liking it already is no change. Raises NotFound."""
    lock_edge(LIKED, actor=liker.pk, target=post)
    author = share_lock_post(post, visitor=liker.pk)
    if edge_exists(LIKED, actor=liker.pk, target=post):
        return
    consume("likes", user_id=liker.pk, to=[author])
    notify(NotificationKind.LIKE, recipient=author, actor=liker.pk, post=post)
    record(LIKED.made_by, actor=liker.pk, target=post)


@atomic_with_retry
def unlike(*, liker: User, post: int) -> None:
    """Remove a like; not liking the post is no change. Raises NotFound."""
    lock_edge(LIKED, actor=liker.pk, target=post)
    author = share_lock_post(post, visitor=liker.pk)
    if not edge_exists(LIKED, actor=liker.pk, target=post):
        return
    record(LIKED.undone_by, actor=liker.pk, target=post)
    withdraw(NotificationKind.LIKE, recipient=author, actor=liker.pk, post=post)
