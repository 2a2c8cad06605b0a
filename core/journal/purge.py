"""When the graph may forget its tombstones."""

import time
from collections import deque

from django.db.models import Max, Min

from core.models import JournalEntry
from graph.writes.tombstones import purge_tombstones

# An applier that hangs longer than this between commit and apply is taken for dead.
SETTLED_AFTER = 600.0
EVERY = 60.0


class TombstonePurge:
    """Purges tombstones older than ten minutes that every waiting entry has passed.

    A tombstone may go when no older change can still arrive: each entry below it is applied and
    it was written `SETTLED_AFTER` seconds ago. Instead of an index on time, it remembers how far
    the journal was each minute.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._next = 0.0

    def run_when_due(self) -> int:
        """Purge once a minute; gives the number of tombstones taken away."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + EVERY
        self._seen.append((now, _last_entry()))
        settled = None
        while self._seen and self._seen[0][0] <= now - SETTLED_AFTER:
            settled = self._seen.popleft()[1]
        if settled is None:
            return 0
        return purge_tombstones(before=min(settled + 1, _first_unapplied(settled + 1)))


def _last_entry() -> int:
    return JournalEntry.objects.aggregate(last=Max("id"))["last"] or 0


def _first_unapplied(otherwise: int) -> int:
    first = JournalEntry.objects.filter(applied_at__isnull=True).aggregate(first=Min("id"))
    return first["first"] or otherwise
