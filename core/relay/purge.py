"""When the graph may forget its tombstones."""

from django.db.models import Min

from core.journal.models import JournalEntry
from core.journal.safe_position import StillWriting, safe_position
from graph.writes.tombstones import purge_tombstones

# The relay has other work; a minute later the long transaction may be over.
PATIENCE = 1.0


def purge() -> int:
    """Forget the tombstones below the first entry that is not in the graph; gives how many.

    Entries that are set aside are not in the graph either.
    """
    try:
        settled = safe_position(PATIENCE)
    except StillWriting:
        return 0
    first = JournalEntry.objects.filter(applied_at__isnull=True).aggregate(first=Min("id"))["first"]
    return purge_tombstones(before=min(settled + 1, first or settled + 1))
