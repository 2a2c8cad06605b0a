"""Requests to follow a private account: made by a follow, answered, withdrawn.

There is one lock for a follow and for a request of the same two (`locks.py`).
"""

from datetime import datetime

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.journal.causes import Because, explain
from core.journal.edge_locks import lock_edge
from core.journal.models import Cause, JournalEntry
from core.journal.record import record
from core.notifications.models import NotificationKind
from core.notifications.services import notify, withdraw
from core.visibility import Viewer
from graph.edges import FOLLOWS, REQUESTED

from .locks import lock_follow
from .models import FollowRequest


@atomic_with_retry
def accept_request(*, user: User, follower: int, field: str = "id") -> None:
    """Let somebody follow who asked to, and notify them; without a request there is no change.

    Raises NotFound, naming the argument `field`.
    """
    _lock_answer(user, follower, field)
    if end_request(follower, user.pk, Because(user.pk, Cause.ANSWER)):
        notify(NotificationKind.FOLLOW_ACCEPTED, recipient=follower, actor=user.pk)
        entry = record(FOLLOWS.made_by, actor=follower, target=user.pk)
        explain([entry], Because(user.pk, Cause.ME))


@atomic_with_retry
def refuse_request(
    *, user: User, follower: int, field: str = "id", because: Because | None = None
) -> None:
    """End somebody's request to follow; without one there is no change. They are not notified.

    Raises NotFound, naming the argument `field`.
    """
    _lock_answer(user, follower, field)
    end_request(follower, user.pk, because or Because(user.pk, Cause.ME))


@atomic_with_retry
def withdraw_request(
    *, follower: User, followee: int, field: str = "id", because: Because | None = None
) -> None:
    """Take one's own request back; without one there is no change.

    Raises NotFound, naming the argument `field`.
    """
    if lock_follow(follower=follower, followee=followee, field=field).is_requested:
        end_request(follower.pk, followee, because)


def make_request(follower: int, followee: int, *, at: datetime | None = None) -> JournalEntry:
    """Ask to follow, since `at` or now; returns the entry.

    The caller has locked the follow and held the privacy.
    """
    FollowRequest.objects.create(follower_id=follower, followee_id=followee)
    notify(NotificationKind.FOLLOW_REQUEST, recipient=followee, actor=follower)
    return record(REQUESTED.made_by, actor=follower, target=followee, at=at)


def restore_request(
    follower: int, followee: int, *, since: datetime | None, because: Because
) -> None:
    """Let a request that has ended be there again, and notify nobody.

    The caller has locked the follow and held the privacy.
    """
    FollowRequest.objects.create(follower_id=follower, followee_id=followee)
    entry = record(REQUESTED.made_by, actor=follower, target=followee, at=since)
    explain([entry], because)


def end_request(follower: int, followee: int, because: Because | None = None) -> bool:
    """End a request, whose follow the caller has locked; returns whether there was one."""
    deleted, _ = FollowRequest.objects.filter(follower=follower, followee=followee).delete()
    if deleted:
        explain([record(REQUESTED.undone_by, actor=follower, target=followee)], because)
        withdraw(NotificationKind.FOLLOW_REQUEST, recipient=followee, actor=follower)
    return bool(deleted)


def _lock_answer(user: User, follower: int, field: str) -> None:
    lock_edge(FOLLOWS, actor=follower, target=user.pk)
    share_lock_users(Viewer.of(user), user.pk, follower, field=field)
