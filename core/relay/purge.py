"""Purging tombstones from the graph."""

from django.db.models import Min

from core.journal.models import JournalEntry
from core.journal.safe_position import StillWriting, safe_position
from graph.writes.slices import time_slice
from graph.writes.tombstones import purge_tombstones

# Seconds; the relay has other work, and a minute later the long transaction may be over.
MAX_WAIT = 1.0
# Seconds for deleting them, for the same reason.
SLICE = 1.0


def purge() -> int:
    """Delete the tombstones below the first entry that is not applied; returns how many.

    Dead-lettered entries are not applied either.
    """
    try:
        settled = safe_position(MAX_WAIT)
    except StillWriting:
        return 0
    first = JournalEntry.objects.filter(applied_at__isnull=True).aggregate(first=Min("id"))["first"]
    with time_slice(SLICE):
        return purge_tombstones(before=min(settled + 1, first or settled + 1))
