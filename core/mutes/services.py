"""Muting and unmuting users. Nobody is notified, as nobody else knows."""

from datetime import datetime

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry
from core.journal.edge_locks import lock_edge
from core.journal.record import record
from core.ratelimit.write_quotas import consume
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.visibility import Viewer
from core.visibility.models import Mute
from graph.edges import MUTES


@atomic_with_retry
def mute(*, viewer: User, person: int, until: datetime | None = None, field: str = "id") -> None:
    """Leave a user's posts and acts out of what the viewer reads, for good or until a time.

    Muting again sets the time. Raises InvalidInput for oneself and for a time that is over, naming
    the argument, NotFound, naming the argument `field`, and RateLimited.
    """
    if person == viewer.pk:
        raise InvalidInput("You cannot mute yourself.", field)
    if until is not None and until <= database_now():
        raise InvalidInput("This time is over.", "until")
    lock_edge(MUTES, actor=viewer.pk, target=person)
    share_lock_users(Viewer.of(viewer), viewer.pk, person, field=field)
    if Mute.objects.filter(viewer=viewer.pk, person=person).update(until=until):
        _look_again(viewer.pk)
        return
    consume("mutes", user_id=viewer.pk)
    Mute.objects.create(viewer_id=viewer.pk, person_id=person, until=until)
    record(MUTES.made_by, actor=viewer.pk, target=person)
    _look_again(viewer.pk)


@atomic_with_retry
def unmute(*, viewer: User, person: int, field: str = "id") -> None:
    """End a mute; without one there is no change. Raises NotFound, naming the argument `field`."""
    lock_edge(MUTES, actor=viewer.pk, target=person)
    share_lock_users(Viewer.of(viewer), viewer.pk, person, field=field)
    end_mute(viewer.pk, person)


def end_mute(viewer: int, person: int) -> None:
    """End a mute, whose edge the caller has locked; without one there is no change."""
    deleted, _ = Mute.objects.filter(viewer=viewer, person=person).delete()
    if deleted:
        record(MUTES.undone_by, actor=viewer, target=person)
        _look_again(viewer)


def _look_again(viewer: int) -> None:
    """Let open subscriptions of the viewer look at what is muted now."""
    publish(LiveKind.SESSIONS_ENDED, person=viewer)
