"""Liking and unliking posts."""

from core.journal.record import edge_stands, record
from core.locks import keep_post, lock_edge
from core.models import JournalKind, NotificationKind, User
from core.transactions import in_transaction

from .budgets import spend
from .notifications import notify, withdraw


@in_transaction
def like(*, liker: User, post: int) -> None:
    """Like a post; liking it already is no change. Raises NotFound."""
    lock_edge(JournalKind.LIKED, actor=liker.pk, target=post)
    author = keep_post(post, visitor=liker.pk)
    if _likes(liker, post):
        return
    spend("likes", user=liker)
    notify(NotificationKind.LIKE, recipient=author, actor=liker.pk, post=post)
    record(JournalKind.LIKED, actor=liker.pk, target=post)


@in_transaction
def unlike(*, liker: User, post: int) -> None:
    """Take a like back; not liking the post is no change. Raises NotFound."""
    lock_edge(JournalKind.LIKED, actor=liker.pk, target=post)
    author = keep_post(post, visitor=liker.pk)
    if not _likes(liker, post):
        return
    record(JournalKind.UNLIKED, actor=liker.pk, target=post)
    withdraw(NotificationKind.LIKE, recipient=author, actor=liker.pk, post=post)


def _likes(liker: User, post: int) -> bool:
    return edge_stands(JournalKind.LIKED, JournalKind.UNLIKED, actor=liker.pk, target=post)
