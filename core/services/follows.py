"""Following and unfollowing."""

from core.errors import InvalidInput
from core.journal.record import edge_stands, record
from core.locks import keep_users, lock_edge
from core.models import JournalKind, NotificationKind, User
from core.transactions import in_transaction

from .budgets import spend
from .notifications import notify, withdraw


@in_transaction
def follow(*, follower: User, followee: int) -> None:
    """Follow someone; following them already is no change.

    Raises InvalidInput for oneself and NotFound for nobody.
    """
    if followee == follower.pk:
        raise InvalidInput("You cannot follow yourself.", "id")
    lock_edge(JournalKind.FOLLOWED, actor=follower.pk, target=followee)
    keep_users(follower.pk, followee)
    if _follows(follower, followee):
        return
    spend("follows", user=follower)
    notify(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)
    record(JournalKind.FOLLOWED, actor=follower.pk, target=followee)


@in_transaction
def unfollow(*, follower: User, followee: int) -> None:
    """Stop following someone; not following them is no change. Raises NotFound for nobody."""
    lock_edge(JournalKind.FOLLOWED, actor=follower.pk, target=followee)
    keep_users(follower.pk, followee)
    if not _follows(follower, followee):
        return
    record(JournalKind.UNFOLLOWED, actor=follower.pk, target=followee)
    withdraw(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)


def _follows(follower: User, followee: int) -> bool:
    return edge_stands(
        JournalKind.FOLLOWED, JournalKind.UNFOLLOWED, actor=follower.pk, target=followee
    )
