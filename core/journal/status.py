"""How far the journal is applied to the graph, at a cost that does not grow with the journal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from .models import JournalEntry

# Counts end here, so that none walks through a backlog of millions.
MAX_COUNT = 10_000
# The lag is that of so many applied entries, looked for among so many of the newest.
LAG_OF = 10_000
LAG_AMONG = 100_000


@dataclass(frozen=True, slots=True)
class JournalState:
    """Entries that Neo4j does not have: counted up to `MAX_COUNT` + 1, and since when."""

    waiting: int
    waiting_since: datetime | None
    set_aside: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A dead-lettered entry and its error."""

    id: int
    kind: str
    error: str


@dataclass(frozen=True, slots=True)
class Lag:
    """Seconds from record to Neo4j of the `entries` applied last: median, 99th percentile, most."""

    entries: int
    p50: float
    p99: float
    most: float


def journal_state() -> JournalState:
    """Return the state of the journal. Three SQL statements over partial indexes."""
    oldest = JournalEntry.objects.waiting().order_by("id").values_list("recorded_at", flat=True)
    return JournalState(
        waiting=JournalEntry.objects.waiting()[: MAX_COUNT + 1].count(),
        waiting_since=oldest.first(),
        set_aside=_set_aside()[: MAX_COUNT + 1].count(),
    )


def first_set_aside(number: int) -> list[SetAside]:
    """Return the oldest entries that are dead-lettered.

    One SQL statement over their partial index.
    """
    rows = _set_aside().order_by("id").values_list("id", "kind", "error")[:number]
    return [SetAside(*row) for row in rows]


def lag() -> Lag | None:
    """Return how long the newest applied entries took; None where there are none.

    Percentiles are values that occur (`percentile_disc`). Reads at most `LAG_AMONG` rows of the
    newest, so a backlog longer than that hides the lag; see its age then.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAG_STATEMENT, [LAG_AMONG, LAG_OF])
        entries, percentiles, most = cursor.fetchone()
    if not entries:
        return None
    p50, p99 = percentiles
    return Lag(entries, p50, p99, most)


LAG_STATEMENT = """
    SELECT count(*), percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY seconds), max(seconds)
    FROM (
        SELECT extract(epoch FROM applied_at - recorded_at)::float8 AS seconds
        FROM (
            SELECT id, recorded_at, applied_at FROM core_journalentry ORDER BY id DESC LIMIT %s
        ) AS newest
        WHERE applied_at IS NOT NULL
        ORDER BY id DESC
        LIMIT %s
    ) AS lags
"""


def _set_aside() -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(set_aside_at__isnull=False)
