"""When the graph may forget its tombstones."""

import time

from django.db.models import Min

from core.models import JournalEntry
from graph.writes.tombstones import purge_tombstones

from .settled import StillWriting, settled_entry

EVERY = 60.0
# The relay has other work; a minute later the long transaction may be over.
PATIENCE = 1.0


class TombstonePurge:
    """Purges, once a minute, the tombstones of edges that every waiting entry has passed."""

    def __init__(self) -> None:
        self._next = 0.0

    def run_when_due(self) -> int:
        """Purge when a minute has passed; gives the number of tombstones taken away."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + EVERY
        return purge()


def purge() -> int:
    """Forget the tombstones below the first entry that is not in the graph; gives how many.

    Entries that are set aside are not in the graph either.
    """
    try:
        settled = settled_entry(PATIENCE)
    except StillWriting:
        return 0
    first = JournalEntry.objects.filter(applied_at__isnull=True).aggregate(first=Min("id"))["first"]
    return purge_tombstones(before=min(settled + 1, first or settled + 1))
