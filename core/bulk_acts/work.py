"""The job that carries out a bulk act, or undoes it, batch by batch."""

from collections.abc import Sequence

from django.db import connection
from django.db.models.functions import Now
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.accounts.models import User
from core.blocks.locks import lock_pair
from core.blocks.services import block, unblock
from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.journal.causes import KEPT, Because
from core.journal.models import Cause
from graph.edges import BLOCKS, FOLLOWS

from .models import BulkAct

State = BulkAct.State
# People of one transaction: others who follow one of them wait for it.
BATCH = 25
PURGED = 100

# Those of a batch who are not blocked, not decided about since the act, and not spared.
_TO_BLOCK = """
    SELECT person FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS each(person, place)
    WHERE NOT EXISTS (
        SELECT FROM core_block WHERE viewer_id = %(by)s AND person_id = person)
    AND NOT EXISTS (
        SELECT FROM core_journalentry
        WHERE actor = %(by)s AND target = person AND kind = ANY(%(decisions)s)
          AND recorded_at > %(since)s)
    AND NOT (%(spares)s AND coalesce((
        SELECT kind = %(followed)s FROM core_journalentry
        WHERE actor = %(by)s AND target = person AND kind = ANY(%(follows)s)
        ORDER BY id DESC LIMIT 1), false))
    ORDER BY place
"""
# Those whose last block is of this act.
_TO_UNBLOCK = """
    SELECT person FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS each(person, place)
    CROSS JOIN LATERAL (
        SELECT id FROM core_journalentry
        WHERE actor = %(by)s AND target = person AND kind = ANY(%(blocks)s)
        ORDER BY id DESC LIMIT 1
    ) AS last
    JOIN core_entrycause cause ON cause.entry = last.id
    WHERE cause.cause = 'bulk' AND cause.bulk = %(act)s
    ORDER BY place
"""
_PURGE = """
    DELETE FROM core_bulkact WHERE id = ANY(ARRAY(
        SELECT id FROM (
            SELECT id, created_at FROM core_bulkact ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
        ) AS oldest WHERE created_at < now() - %s * interval '1 day'))
"""


@app.task(name="carry_out_bulk_act", queue="bulk_acts", retry=Backoff(), pass_context=True)
def carry_out_bulk_act(context: JobContext, *, act: int) -> None:
    """Go through the people of this act.

    May run any number of times, and at the same time: each batch is a transaction that begins by
    locking the act. A worker that stops returns the job to the queue between two batches.
    """
    while carry_out_batch(act=act):
        if context.should_abort():
            raise JobAborted


@atomic_with_retry
def carry_out_batch(*, act: int) -> bool:
    """Block or unblock the next people of the act; returns whether any may be left.

    Cost: about 15 SQL statements for each of up to BATCH people.
    """
    in_work = BulkAct.objects.select_for_update(of=("self",)).select_related("by")
    found = in_work.filter(pk=act, state__in=[State.RUNNING, State.UNDOING]).first()
    if found is None:
        return False
    batch = found.people[found.place : min(found.place + BATCH, found.end)]
    for person in batch:
        lock_pair(found.by_id, person)
    if found.state == State.RUNNING:
        found.hit += sum(_block(found.by, person, act) for person in _to_block(found, batch))
    else:
        found.restored += sum(_unblock(found.by, each) for each in _to_unblock(found, batch))
    found.place += len(batch)
    return _keep(found)


def purge() -> int:
    """Delete up to PURGED acts that can no longer be undone; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [PURGED, KEPT.days + 1])
        return int(cursor.rowcount)


def _keep(act: BulkAct) -> bool:
    """Save how far it is; returns whether there is more."""
    if is_over := act.place >= act.end:
        act.state = State.DONE if act.state == State.RUNNING else State.UNDONE
    act.save(update_fields=["hit", "restored", "place", "state"])
    if is_over:
        BulkAct.objects.filter(pk=act.pk).update(finished_at=Now())
    return not is_over


def _block(by: User, person: int, act: int) -> bool:
    try:
        return block(
            blocker=by, person=person, because=Because(by.pk, Cause.BULK, bulk=act), quota=None
        )
    except NotFound:  # deleted or hidden since
        return False


def _unblock(by: User, person: int) -> bool:
    try:
        unblock(blocker=by, person=person, restore=True, because=Because(by.pk, Cause.UNDO))
    except NotFound:
        return False
    return True


def _to_block(act: BulkAct, batch: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            _TO_BLOCK,
            {
                "people": list(batch),
                "by": act.by_id,
                "since": act.created_at,
                "spares": act.spares_followed,
                "decisions": [*FOLLOWS.kinds, *BLOCKS.kinds],
                "follows": list(FOLLOWS.kinds),
                "followed": FOLLOWS.made_by,
            },
        )
        return [person for (person,) in cursor.fetchall()]


def _to_unblock(act: BulkAct, batch: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            _TO_UNBLOCK,
            {
                "people": list(batch),
                "by": act.by_id,
                "act": act.pk,
                "blocks": list(BLOCKS.kinds),
            },
        )
        return [person for (person,) in cursor.fetchall()]
