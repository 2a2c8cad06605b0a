"""How far the graph has come with the journal."""

from dataclasses import dataclass
from datetime import datetime

from core.journal.relay import waiting
from core.models import JournalEntry

# Counts end here, so that none walks through a backlog of millions.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class JournalState:
    """Entries that Neo4j does not have: counted up to `MOST` + 1, and since when."""

    waiting: int
    waiting_since: datetime | None
    set_aside: int


def journal_state() -> JournalState:
    """Three SQL statements over the partial indexes of what is not applied."""
    set_aside = JournalEntry.objects.filter(set_aside_at__isnull=False)
    oldest = waiting().order_by("id").values_list("recorded_at", flat=True)
    return JournalState(
        waiting=waiting()[: MOST + 1].count(),
        waiting_since=oldest.first(),
        set_aside=set_aside[: MOST + 1].count(),
    )
