"""The job that carries out an import, or undoes it, batch by batch."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.accounts.models import User
from core.common.errors import NotFound, RateLimited
from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.journal.causes import KEPT, Because
from core.journal.models import Cause

from .kinds import MAKING
from .models import RelationImport
from .statements import PURGE, TO_UNDO

State = RelationImport.State
# People of one transaction: others who act towards one of them wait for it.
BATCH = 25
PURGED = 100


@app.task(name="carry_out_import", queue="relation_imports", retry=Backoff(), pass_context=True)
def carry_out_import(context: JobContext, *, act: int) -> None:
    """Go through the people of this import.

    May run any number of times, and at the same time: each batch is a transaction that begins by
    locking the import. A worker that stops returns the job to the queue between two batches.
    """
    while carry_out_batch(act=act):
        if context.should_abort():
            raise JobAborted


@atomic_with_retry
def carry_out_batch(*, act: int) -> bool:
    """Do or undo the next people of the import; returns whether any may be left.

    A user who is suspended meanwhile makes nothing more: the rest is left out. Cost: about 15 SQL
    statements for each of up to BATCH people.
    """
    in_work = RelationImport.objects.select_for_update(of=("self",)).select_related("by")
    found = in_work.filter(pk=act, state__in=[State.RUNNING, State.UNDOING]).first()
    if found is None:
        return False
    batch = found.people[found.place : min(found.place + BATCH, found.end)]
    making = MAKING[found.kind]
    for person in sorted(batch):
        making.lock(found.by_id, person)
    if found.state == State.UNDOING:
        because = Because(found.by_id, Cause.UNDO)
        found.restored += _done(making.undo, found.by, _to_undo(found, batch), because)
    elif found.by.is_active:
        because = Because(found.by_id, Cause.IMPORT, bulk=act)
        found.hit += _done(making.make, found.by, _to_do(found, batch), because)
    found.place += len(batch)
    return _keep(found)


def purge() -> int:
    """Delete up to PURGED imports that can no longer be undone; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(PURGE, [PURGED, KEPT.days + 1])
        return int(cursor.rowcount)


def _done(
    act: Callable[[User, int, Because], object], by: User, people: Sequence[int], why: Because
) -> int:
    """Act towards each; returns how many, without who is gone, hidden, or has had enough."""
    done = 0
    for person in people:
        try:
            act(by, person, why)
        except (NotFound, RateLimited):
            continue
        done += 1
    return done


def _to_do(found: RelationImport, batch: Sequence[int]) -> list[int]:
    parameters = {"since": found.began_at, **_parameters(found, batch)}
    return _named_in(MAKING[found.kind].to_do, parameters)


def _to_undo(found: RelationImport, batch: Sequence[int]) -> list[int]:
    return _named_in(TO_UNDO, {"act": found.pk, **_parameters(found, batch)})


def _parameters(found: RelationImport, batch: Sequence[int]) -> dict[str, Any]:
    decisions = list(MAKING[found.kind].decisions)
    return {"people": list(batch), "by": found.by_id, "decisions": decisions}


def _named_in(statement: str, parameters: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [person for (person,) in cursor.fetchall()]


def _keep(act: RelationImport) -> bool:
    """Save how far it is; returns whether there is more."""
    if is_over := act.place >= act.end:
        act.state = State.DONE if act.state == State.RUNNING else State.UNDONE
    act.save(update_fields=["hit", "restored", "place", "state"])
    if is_over:
        RelationImport.objects.filter(pk=act.pk).update(finished_at=Now())
    return not is_over
