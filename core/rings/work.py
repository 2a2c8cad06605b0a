"""The job that carries out a decision about a ring, or undoes it, batch by batch."""

from django.db.models.functions import Now
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.roles import Role, role_of
from core.accounts.standing import set_standing
from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.journal.models import JournalEntry, JournalKind

from .models import RingAct

State, Decision = RingAct.State, RingAct.Decision
# People of one transaction.
BATCH = 25
_STANDING = (JournalKind.SUSPENDED, JournalKind.REINSTATED)


@app.task(name="carry_out_ring_act", queue="rings", retry=Backoff(), pass_context=True)
def carry_out_ring_act(context: JobContext, *, act: int) -> None:
    """Go through the people of this act.

    May run any number of times, and at the same time: each batch is a transaction that begins by
    locking the act. A worker that stops returns the job to the queue between two batches.
    """
    while carry_out_batch(act=act):
        if context.should_abort():
            raise JobAborted


@atomic_with_retry
def carry_out_batch(*, act: int) -> bool:
    """Change or restore the next people of the act; returns whether any may be left.

    Cost: about 6 SQL statements for each of up to BATCH people, and a Cypher one afterwards for
    each who is suspended or reinstated.
    """
    in_work = RingAct.objects.select_for_update(of=("self",))
    found = in_work.filter(pk=act, state__in=[State.RUNNING, State.UNDOING]).first()
    if found is None:
        return False
    if found.state == State.RUNNING:
        everybody = found.people
        _change(found, everybody[found.place : found.place + BATCH])
    else:
        everybody = found.changed
        _restore(found, found.place, found.place + BATCH)
    found.place = min(found.place + BATCH, len(everybody))
    if is_over := found.place == len(everybody):
        found.state = State.DONE if found.state == State.RUNNING else State.UNDONE
    found.save(update_fields=["changed", "marks", "restored", "place", "state"])
    if is_over:
        RingAct.objects.filter(pk=found.pk).update(finished_at=Now())
    return not is_over


def _change(act: RingAct, people: list[int]) -> None:
    for person in people:
        user = _locked(person)
        if user is None or user.is_staff or role_of(user) is not Role.MEMBER:
            continue
        if act.decision == Decision.SUSPEND and not user.is_suspended:
            set_standing(user, suspended=True)
        elif act.decision == Decision.LIMIT and not user.is_limited:
            _set_limited(user, True)
        else:
            continue
        act.changed.append(person)
        act.marks.append(_mark(person))


def _restore(act: RingAct, start: int, end: int) -> None:
    for person, mark in zip(act.changed[start:end], act.marks[start:end], strict=True):
        user = _locked(person)
        if user is None:
            continue
        if act.decision == Decision.LIMIT and user.is_limited:
            _set_limited(user, False)
        elif act.decision == Decision.SUSPEND and user.is_suspended and mark == _mark(person):
            set_standing(user, suspended=False)
        else:
            continue
        act.restored += 1


def _locked(person: int) -> User | None:
    try:
        return lock_user(person)
    except NotFound:  # deleted since
        return None


def _set_limited(user: User, is_limited: bool) -> None:
    user.is_limited = is_limited
    user.save(update_fields=["is_limited"])


def _mark(person: int) -> int:
    """Return the last entry about the person's standing; 0 is none."""
    entries = JournalEntry.objects.filter(actor=person, target=None, kind__in=_STANDING)
    return entries.order_by("-pk").values_list("pk", flat=True).first() or 0
