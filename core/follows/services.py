"""Following and unfollowing."""

from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry
from core.journal.causes import Because, explain
from core.journal.models import Cause
from core.journal.record import record
from core.notifications.models import NotificationKind
from core.notifications.services import notify, withdraw
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer
from graph.edges import FOLLOWS
from graph.writes.shown import ShownUser, showing

from .locks import hold_privacy, lock_follow
from .requests import end_request, make_request

__all__ = ["ShownUser", "follow", "unfollow"]


def follow(
    *, follower: User, followee: int, field: str = "id", because: Because | None = None
) -> ShownUser | None:
    """Follow a user, or ask to where the account is private; doing it again is no change.

    A follow that is a part of another act, which `because` names, consumes nothing of the user's
    own quota. Returns what the graph shows of them then; None where the write does not know it,
    made a request, or a block may hide somebody who is counted there. Raises InvalidInput for
    oneself and NotFound, naming the argument `field`, and RateLimited.
    """
    if followee == follower.pk:
        raise InvalidInput("You cannot follow yourself.", field)
    with showing(ShownUser) as shown:
        is_follow = _follow(follower, followee, field, because)
    return shown.last if is_follow and Viewer.of(follower).misses_nobody else None


def unfollow(
    *, follower: User, followee: int, field: str = "id", because: Because | None = None
) -> ShownUser | None:
    """Stop following a user, or take one's request to follow them back.

    Doing neither is no change. Returns what `follow` does. Raises NotFound, naming the argument
    `field`.
    """
    with showing(ShownUser) as shown:
        _unfollow(follower, followee, field, because)
    return shown.last if Viewer.of(follower).misses_nobody else None


@atomic_with_retry
def _follow(follower: User, followee: int, field: str, because: Because | None) -> bool:
    """Return whether one follows the other now."""
    between = lock_follow(follower=follower, followee=followee, field=field)
    if between.is_follow:
        return True
    is_private = between.is_private and hold_privacy(followee)
    if is_private and between.is_requested:
        return False
    consume("follows", user_id=follower.pk, to=[followee], own=because is None)
    if is_private:
        explain([make_request(follower.pk, followee)], because)
        return False
    if between.is_requested:
        end_request(follower.pk, followee, Because(follower.pk, Cause.ANSWER))
    notify(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)
    explain([record(FOLLOWS.made_by, actor=follower.pk, target=followee)], because)
    return True


@atomic_with_retry
def _unfollow(follower: User, followee: int, field: str, because: Because | None) -> None:
    between = lock_follow(follower=follower, followee=followee, field=field)
    if between.is_requested:
        end_request(follower.pk, followee, because)
    if not between.is_follow:
        return
    explain([record(FOLLOWS.undone_by, actor=follower.pk, target=followee)], because)
    withdraw(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)
