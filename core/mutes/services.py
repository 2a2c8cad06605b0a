"""Muting and unmuting users. Nobody is notified, as nobody else knows."""

from datetime import datetime

from django.db import connection

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry
from core.journal.causes import Because, explain
from core.journal.edge_locks import lock_edge
from core.journal.models import Cause
from core.journal.record import record
from core.ratelimit.write_quotas import consume
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.visibility import Viewer
from core.visibility.models import Mute
from graph.edges import MUTES

_END = "DELETE FROM core_mute WHERE viewer_id = %s AND person_id = %s RETURNING until"


@atomic_with_retry
def mute(
    *,
    viewer: User,
    person: int,
    until: datetime | None = None,
    field: str = "id",
    because: Because | None = None,
    quota: str | None = "mutes",
) -> None:
    """Leave a user's posts and acts out of what the viewer reads, for good or until a time.

    Muting again sets the time. Consumes `quota`, if any. Raises InvalidInput for oneself and for a
    time that is over, naming the argument, NotFound, naming the argument `field`, and RateLimited.
    """
    if person == viewer.pk:
        raise InvalidInput("You cannot mute yourself.", field)
    if until is not None and until <= database_now():
        raise InvalidInput("This time is over.", "until")
    lock_edge(MUTES, actor=viewer.pk, target=person)
    share_lock_users(Viewer.of(viewer), viewer.pk, person, field=field)
    if Mute.objects.filter(viewer=viewer.pk, person=person).update(until=until):
        look_again(viewer.pk)
        return
    if quota is not None:
        consume(quota, user_id=viewer.pk)
    Mute.objects.create(viewer_id=viewer.pk, person_id=person, until=until)
    explain([record(MUTES.made_by, actor=viewer.pk, target=person)], because)
    look_again(viewer.pk)


@atomic_with_retry
def unmute(*, viewer: User, person: int, field: str = "id", cause: Cause = Cause.ME) -> None:
    """End a mute; without one there is no change. Raises NotFound, naming the argument `field`."""
    lock_edge(MUTES, actor=viewer.pk, target=person)
    share_lock_users(Viewer.of(viewer), viewer.pk, person, field=field)
    end_mute(viewer.pk, person, cause)


def end_mute(viewer: int, person: int, cause: Cause) -> None:
    """End a mute, whose edge the caller has locked; without one there is no change.

    Until when it would have lasted is remembered.
    """
    with connection.cursor() as cursor:
        cursor.execute(_END, [viewer, person])
        ended = cursor.fetchone()
    if ended is None:
        return
    entry = record(MUTES.undone_by, actor=viewer, target=person)
    (until,) = ended
    if until is not None or cause is not Cause.ME:
        explain([entry], Because(viewer, cause, until))
    look_again(viewer)


def look_again(viewer: int) -> None:
    """Let open subscriptions of the viewer look at what is muted now."""
    publish(LiveKind.SESSIONS_ENDED, person=viewer)
