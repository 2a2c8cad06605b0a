"""Undoing an act: the edge is again as it was before."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import connection

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.blocks.locks import lock_pair
from core.blocks.services import block, unblock
from core.common.errors import InvalidInput, NotFound
from core.database.transactions import atomic_with_retry
from core.follows.locks import hold_privacy
from core.follows.removal import remove_follower
from core.follows.requests import (
    end_request,
    refuse_request,
    restore_request,
    withdraw_request,
)
from core.follows.services import unfollow
from core.journal.causes import Because, explain
from core.journal.edge_locks import lock_edge
from core.journal.models import Cause
from core.journal.record import record
from core.mutes.services import mute, unmute
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer
from core.visibility.models import Block
from graph.edges import BLOCKS, FOLLOWS, MUTES, REQUESTED, Edge

from .acts import Act, RelationKind, kind_of, other_of, privacy_bars
from .selectors import act_of

TOO_LATE = "This can no longer be undone."

# When the follow or request began that an entry ended.
_SINCE = """
    SELECT at FROM core_journalentry
    WHERE actor = %s AND target = %s AND kind = %s AND id < %s ORDER BY id DESC LIMIT 1
"""


@atomic_with_retry
def undo(*, viewer: User, act: int, field: str = "id") -> int:
    """Make the edge of an act as it was before; an act that is undone already is no change.

    Undoing a block restores the follows that it has cut; a follow begins again when it began
    before. Nobody is notified. Returns the id of the other. Raises NotFound for what is not an act
    of the viewer's of the last 30 days or somebody hidden, InvalidInput where somebody has decided
    about this edge since, naming the argument `field`, and RateLimited.
    """
    found = _found(viewer, act, field)
    other = other_of(found, viewer.pk)
    _lock(viewer, kind_of(found, viewer.pk), other, field)
    # As it is with what was committed while this waited.
    found = _found(viewer, act, field)
    if not found.is_undone:
        _take_back(viewer, found, other, field)
    return other


def _found(viewer: User, act: int, field: str) -> Act:
    found = act_of(Viewer.of(viewer), act)
    if found is None:
        raise NotFound("Act not found.", field)
    return found


def _lock(viewer: User, kind: RelationKind, other: int, field: str) -> None:
    """Hold everything that undoing this changes, in the order in which each service does."""
    if kind.edge is MUTES:
        lock_edge(MUTES, actor=viewer.pk, target=other)
    else:
        lock_pair(viewer.pk, other)
    share_lock_users(Viewer.of(viewer), viewer.pk, other, field=field, and_blocked=True)


def _take_back(viewer: User, act: Act, other: int, field: str) -> None:
    kind = kind_of(act, viewer.pk)
    if not act.is_last or act.is_over or act.is_of_moderator or _is_barred(viewer, kind, act):
        raise InvalidInput(TOO_LATE, field)
    _opposite(viewer, kind, act, other)()


def _is_barred(viewer: User, kind: RelationKind, act: Act) -> bool:
    """Return whether a block is between the two, or the privacy of the followee leaves it so."""
    if kind.edge is BLOCKS:
        return False
    decides = kind is RelationKind.UNFOLLOWED or kind.edge is REQUESTED
    if decides and privacy_bars(kind, is_private=hold_privacy(act.target)):
        return True
    other = other_of(act, viewer.pk)
    return Block.objects.filter(viewer=viewer.pk, person=other, is_own=True).exists()


def _opposite(viewer: User, kind: RelationKind, act: Act, other: int) -> Callable[[], object]:
    why = Because(viewer.pk, Cause.UNDO)
    match kind:
        case RelationKind.FOLLOWED:
            return partial(unfollow, follower=viewer, followee=other, because=why)
        case RelationKind.FOLLOWER_RESTORED | RelationKind.REQUEST_ACCEPTED:
            return partial(remove_follower, user=viewer, follower=other, because=why)
        case RelationKind.UNFOLLOWED | RelationKind.FOLLOWER_REMOVED:
            return partial(_restore, act, why)
        case RelationKind.REQUESTED:
            return partial(withdraw_request, follower=viewer, followee=other, because=why)
        case RelationKind.REQUEST_RESTORED:
            return partial(refuse_request, user=viewer, follower=other, because=why)
        case RelationKind.REQUEST_WITHDRAWN | RelationKind.REQUEST_REFUSED:
            return partial(_ask_again, act, why)
        case RelationKind.BLOCKED:
            return partial(unblock, blocker=viewer, person=other, restore=True, because=why)
        case RelationKind.UNBLOCKED:
            return partial(block, blocker=viewer, person=other, because=why)
        case RelationKind.MUTED:
            return partial(unmute, viewer=viewer, person=other, cause=Cause.UNDO)
        case RelationKind.UNMUTED:
            return partial(mute, viewer=viewer, person=other, until=act.until, because=why)


def _restore(act: Act, why: Because) -> None:
    consume("follows", user_id=why.by)
    end_request(act.actor, act.target, Because(why.by, Cause.ANSWER))
    since = _since(FOLLOWS, act)
    entry = record(FOLLOWS.made_by, actor=act.actor, target=act.target, at=since)
    explain([entry], why)


def _ask_again(act: Act, why: Because) -> None:
    consume("follows", user_id=why.by)
    restore_request(act.actor, act.target, since=_since(REQUESTED, act), because=why)


def _since(edge: Edge, act: Act) -> datetime | None:
    """Return when the follow or request began that the act has ended."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [act.actor, act.target, edge.made_by, act.id])
        found = cursor.fetchone()
    return found[0] if found else None
