"""The rates at which the journal is written and applied."""

import time
from dataclasses import dataclass

from django.db.models import Count, Q

from .models import JournalEntry
from .status import MAX_COUNT


@dataclass(frozen=True, slots=True)
class Mark:
    """The journal at one moment: its last entry, and the oldest `MAX_COUNT` that waited."""

    seconds: float
    last: int
    waiting: list[int]


@dataclass(frozen=True, slots=True)
class Rates:
    """Entries a second over `seconds`. `applied` is at least so many when `at_least` holds."""

    seconds: float
    written: float
    applied: float
    at_least: bool


def mark() -> Mark:
    """Return the start of a measurement. Two SQL statements over the ends of indexes."""
    last = last_entry()
    waiting = JournalEntry.objects.waiting().filter(id__lte=last).order_by("id")
    oldest = list(waiting.values_list("id", flat=True)[:MAX_COUNT])
    return Mark(last=last, waiting=oldest, seconds=time.monotonic())


def last_entry() -> int:
    """Return the number of the last entry, 0 without one.

    One SQL statement over the end of an index.
    """
    return JournalEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def rates_since(start: Mark) -> Rates:
    """Return the rates from `start` until now.

    Two SQL statements; reads what was written meanwhile. Relays take the oldest first. So what was
    applied is among the oldest that waited and what has come since, unless all of those are through
    and others waited behind them. An entry that commits after a younger one may be left out, which
    shifts it to no other measurement.
    """
    seconds = time.monotonic() - start.seconds
    applied = Count("id", filter=Q(applied_at__isnull=False))
    new = JournalEntry.objects.filter(id__gt=start.last).aggregate(
        written=Count("id"), applied=applied
    )
    of_waiting = JournalEntry.objects.filter(id__in=start.waiting).aggregate(applied=applied)
    return Rates(
        seconds=seconds,
        written=new["written"] / seconds,
        applied=(new["applied"] + of_waiting["applied"]) / seconds,
        at_least=len(start.waiting) == MAX_COUNT == of_waiting["applied"],
    )
