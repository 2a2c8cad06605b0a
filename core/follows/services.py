"""Following and unfollowing."""

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry
from core.journal.edge_locks import lock_edge
from core.journal.record import edge_exists, record
from core.notifications.models import NotificationKind
from core.notifications.services import notify, withdraw
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer
from graph.edges import FOLLOWS


@atomic_with_retry
def follow(*, follower: User, followee: int, field: str = "id") -> None:
    """Follow a user; following them already is no change.

    Raises InvalidInput for oneself and NotFound, naming the argument `field`.
    """
    if followee == follower.pk:
        raise InvalidInput("You cannot follow yourself.", field)
    lock_edge(FOLLOWS, actor=follower.pk, target=followee)
    share_lock_users(Viewer.of(follower), follower.pk, followee, field=field)
    if edge_exists(FOLLOWS, actor=follower.pk, target=followee):
        return
    consume("follows", user_id=follower.pk, to=[followee])
    notify(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)
    record(FOLLOWS.made_by, actor=follower.pk, target=followee)


@atomic_with_retry
def unfollow(*, follower: User, followee: int, field: str = "id") -> None:
    """Stop following a user; not following them is no change.

    Raises NotFound, naming the argument `field`.
    """
    lock_edge(FOLLOWS, actor=follower.pk, target=followee)
    share_lock_users(Viewer.of(follower), follower.pk, followee, field=field)
    if not edge_exists(FOLLOWS, actor=follower.pk, target=followee):
        return
    record(FOLLOWS.undone_by, actor=follower.pk, target=followee)
    withdraw(NotificationKind.FOLLOW, recipient=followee, actor=follower.pk)
