"""Following and unfollowing."""

from core.accounts.locks import lock_edge_to_user
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry
from core.journal.causes import Because, explain
from core.journal.record import record
from core.notifications.models import NotificationKind
from core.notifications.services import notify, withdraw
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer
from graph.edges import FOLLOWS
from graph.writes.shown import ShownUser, showing

__all__ = ["ShownUser", "follow", "unfollow"]


def follow(*, follower: User, followee: int, field: str = "id") -> ShownUser | None:
    """Follow a user; following them already is no change.

    Returns what the graph shows of them then; None where the write does not know it, or a
    block may hide somebody who is counted there. Raises InvalidInput for oneself and NotFound,
    naming the argument `field`, and RateLimited.
    """
    if followee == follower.pk:
        raise InvalidInput("You cannot follow yourself.", field)
    with showing(ShownUser) as shown:
        _follow(follower, followee, field)
    return shown.last if Viewer.of(follower).misses_nobody else None


def unfollow(
    *, follower: User, followee: int, field: str = "id", because: Because | None = None
) -> ShownUser | None:
    """Stop following a user; not following them is no change.

    Returns what `follow` does. Raises NotFound, naming the argument `field`.
    """
    with showing(ShownUser) as shown:
        _unfollow(follower, followee, field, because)
    return shown.last if Viewer.of(follower).misses_nobody else None


@atomic_with_retry
def _follow(follower: User, followee: int, field: str) -> None:
    if lock_edge_to_user(FOLLOWS, actor=follower, target=followee, field=field):
        return
    consume("follows", user_id=follower.pk, to=[followee])
    notify(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)
    record(FOLLOWS.made_by, actor=follower.pk, target=followee)


@atomic_with_retry
def _unfollow(follower: User, followee: int, field: str, because: Because | None) -> None:
    if not lock_edge_to_user(FOLLOWS, actor=follower, target=followee, field=field):
        return
    explain([record(FOLLOWS.undone_by, actor=follower.pk, target=followee)], because)
    withdraw(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)
