"""Removing a follower, who does not decide it."""

from typing import LiteralString

from django.db import connection

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.journal.causes import Because, explain
from core.journal.edge_locks import EDGE_EXISTS, lock_edge, parameters_of
from core.journal.models import Cause
from core.journal.record import record
from core.notifications.models import NotificationKind
from core.notifications.services import withdraw
from core.visibility import Viewer
from graph.edges import FOLLOWS

_EXISTS: LiteralString = f"SELECT {EDGE_EXISTS}"


@atomic_with_retry
def remove_follower(
    *, user: User, follower: int, field: str = "id", because: Because | None = None
) -> None:
    """End that somebody follows the user; where they do not there is no change.

    They are not notified, and may follow again. Raises NotFound, naming the argument `field`.
    """
    lock_edge(FOLLOWS, actor=follower, target=user.pk)
    share_lock_users(Viewer.of(user), user.pk, follower, field=field)
    if _follows(follower, user.pk):
        entry = record(FOLLOWS.undone_by, actor=follower, target=user.pk)
        explain([entry], because or Because(user.pk, Cause.ME))
        withdraw(NotificationKind.FOLLOW, recipient=user.pk, actor=follower)
        withdraw(NotificationKind.FOLLOW_ACCEPTED, recipient=follower, actor=user.pk)


def _follows(follower: int, followee: int) -> bool:
    """Return whether the last entry of this edge made it. The caller holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute(_EXISTS, parameters_of(FOLLOWS, follower, followee))
        return bool(cursor.fetchone()[0])
