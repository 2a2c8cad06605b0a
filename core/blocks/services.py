"""Blocking and unblocking, and restoring the follows that a block has cut."""

from collections.abc import Sequence

from django.db.models import QuerySet

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry
from core.follows.locks import hold_privacy
from core.follows.models import FollowRequest
from core.journal.causes import Because, explain
from core.journal.models import Cause, JournalEntry
from core.journal.record import record, record_all
from core.notifications.services import withdraw_between
from core.ratelimit.write_quotas import consume
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.visibility import Viewer
from core.visibility.models import Block
from graph.edges import BLOCKS, FOLLOWS, REQUESTED

from .follows import CutFollow, cut_between, follows_between
from .locks import lock_pair


@atomic_with_retry
def block(
    *,
    blocker: User,
    person: int,
    field: str = "id",
    because: Because | None = None,
    quota: str | None = "blocks",
) -> bool:
    """Hide two people from each other; blocking again is no change. Returns whether it changed.

    Follows and requests between them end and are remembered, and unread notifications between
    them are withdrawn. Consumes `quota`, if any. Raises InvalidInput for oneself, NotFound and
    RateLimited, naming the argument `field`.
    """
    if person == blocker.pk:
        raise InvalidInput("You cannot block yourself.", field)
    if _lock_and_look(blocker, person, field):
        return False
    if quota is not None:
        consume(quota, user_id=blocker.pk)
    _record(blocker.pk, person, because)
    withdraw_between(blocker.pk, person)
    Block.objects.bulk_create(
        [
            Block(viewer_id=blocker.pk, person_id=person, is_own=True),
            Block(viewer_id=person, person_id=blocker.pk, is_own=False),
        ]
    )
    _look_again(blocker.pk, person)
    return True


@atomic_with_retry
def unblock(
    *,
    blocker: User,
    person: int,
    restore: bool = False,
    field: str = "id",
    because: Because | None = None,
) -> Sequence[CutFollow]:
    """End a block, and return what it has cut; without a block there is no change.

    With `restore` they are there again. Raises NotFound, naming the argument `field`.
    """
    if _lock_and_look(blocker, person, field):
        _rows_between(blocker.pk, person).delete()
        explain([record(BLOCKS.undone_by, actor=blocker.pk, target=person)], because)
        _look_again(blocker.pk, person)
    cut = cut_between(blocker.pk, person)
    if restore:
        _restore(blocker.pk, cut)
    return cut


@atomic_with_retry
def restore_follows(*, blocker: User, person: int, field: str = "id") -> None:
    """Restore the follows and requests that an ended block of this person has cut, as they were.

    A request to an account that is public by now becomes a follow. Nobody is notified. Nothing is
    restored after 30 days, or where somebody has followed since. Raises NotFound, naming the
    argument `field`.
    """
    lock_pair(blocker.pk, person)
    share_lock_users(Viewer.of(blocker), blocker.pk, person, field=field)
    _restore(blocker.pk, cut_between(blocker.pk, person))


def _lock_and_look(blocker: User, person: int, field: str) -> bool:
    """Return whether the one blocks the other, which nothing changes now. Raises NotFound."""
    lock_pair(blocker.pk, person)
    viewer = Viewer.of(blocker)
    share_lock_users(viewer, blocker.pk, person, field=field, and_blocked=True)
    return Block.objects.filter(viewer=blocker.pk, person=person, is_own=True).exists()


def _record(blocker: int, person: int, because: Because | None) -> None:
    """Write the entries of the block, and remember the follows and requests that it ends."""
    found = follows_between(blocker, person)
    cut = [
        JournalEntry(kind=each.edge.undone_by, actor=each.follower, target=each.followee)
        for each in found
    ]
    if any(each.edge is REQUESTED for each in found):
        people = [blocker, person]
        FollowRequest.objects.filter(follower__in=people, followee__in=people).delete()
    made = JournalEntry(kind=BLOCKS.made_by, actor=blocker, target=person)
    record_all([*cut, made])
    explain(cut, Because(blocker, Cause.BLOCK))
    explain([made], because)


def _restore(blocker: int, cut: Sequence[CutFollow]) -> None:
    asked = [each for each in cut if each.is_request and hold_privacy(each.followee)]
    FollowRequest.objects.bulk_create(
        FollowRequest(follower_id=each.follower, followee_id=each.followee) for each in asked
    )
    entries = [
        JournalEntry(
            kind=(REQUESTED if each in asked else FOLLOWS).made_by,
            actor=each.follower,
            target=each.followee,
            at=each.since,
        )
        for each in cut
    ]
    record_all(entries)
    explain(entries, Because(blocker, Cause.UNDO))


def _rows_between(one: int, other: int) -> QuerySet[Block]:
    return Block.objects.filter(viewer__in=[one, other], person__in=[one, other])


def _look_again(*people: int) -> None:
    """Let open subscriptions of these look at what is hidden from their user now."""
    for person in people:
        publish(LiveKind.SESSIONS_ENDED, person=person)
