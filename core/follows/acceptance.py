"""The requests to an account that is public now: all are accepted, in batches."""

from collections.abc import Sequence

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.journal.causes import Because, explain
from core.journal.edge_locks import lock_edges
from core.journal.models import Cause, JournalEntry
from core.journal.record import record_all
from core.notifications.models import NotificationKind
from core.notifications.services import notify_all, withdraw_all
from graph.edges import FOLLOWS, REQUESTED

from .locks import hold_privacy
from .models import FollowRequest

# Requests of one transaction, each with an advisory lock.
BATCH = 200

# Those whose account is not being deleted, which is kept so until the transaction ends.
_KEEP = """
    SELECT id FROM core_user WHERE id = ANY(%s) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE
"""
_END = """
    DELETE FROM core_followrequest request
    USING unnest(%s::bigint[], %s::bigint[]) AS pair (follower, followee)
    WHERE request.follower_id = pair.follower AND request.followee_id = pair.followee
    RETURNING request.follower_id, request.followee_id
"""


@app.task(name="accept_requests", queue="follows", retry=Backoff(), pass_context=True)
def accept_requests(context: JobContext, *, followee: int) -> None:
    """Accept every request to this account, while it is public.

    May run any number of times, and at the same time. A worker that stops returns the job to the
    queue between two batches.
    """
    after = 0
    while (last := accept_batch(followee, after=after)) is not None:
        after = last
        if context.should_abort():
            raise JobAborted


@atomic_with_retry
def accept_batch(followee: int, *, after: int = 0) -> int | None:
    """Accept up to BATCH requests, of followers whose ids are above `after`.

    Returns the last of these ids if there may be more. The account is not made private meanwhile.
    """
    if hold_privacy(followee):
        return None
    asked = FollowRequest.objects.filter(followee=followee, follower__gt=after)
    found = list(asked.order_by("follower").values_list("follower", flat=True)[:BATCH])
    lock_edges(FOLLOWS, [(follower, followee) for follower in found])
    ended = end_requests([(follower, followee) for follower in _kept(found)])
    _accept([follower for follower, _ in ended], followee)
    return found[-1] if len(found) == BATCH else None


def end_requests(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Delete the requests among these pairs of follower and followee, and return them, in order.

    Withdraws no notification and writes no entry. The caller has locked the follows.
    """
    with connection.cursor() as cursor:
        cursor.execute(_END, [[one for one, _ in pairs], [other for _, other in pairs]])
        return sorted(cursor.fetchall())


def _kept(followers: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [list(followers)])
        return [uid for (uid,) in cursor.fetchall()]


def _accept(followers: Sequence[int], followee: int) -> None:
    """Write that these follow, and their notifications."""
    if not followers:
        return
    withdraw_all(NotificationKind.FOLLOW_REQUEST, recipient=followee, actors=followers)
    notify_all(NotificationKind.FOLLOW_ACCEPTED, recipients=followers, actor=followee)
    ends, follows = (
        [JournalEntry(kind=kind, actor=follower, target=followee) for follower in followers]
        for kind in (REQUESTED.undone_by, FOLLOWS.made_by)
    )
    record_all([*ends, *follows])
    explain(ends, Because(followee, Cause.ANSWER))
