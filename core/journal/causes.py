"""Why entries were written, where it is not that their actor decided it just so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from .models import Cause, EntryCause, JournalEntry

# For how long an act is remembered, and can be undone.
KEPT = timedelta(days=30)
BATCH = 5_000

# The ids are in order of time. A day more, so that no entry that is shown loses its cause.
_PURGE = """
    DELETE FROM core_entrycause WHERE entry = ANY(ARRAY(
        SELECT entry FROM (
            SELECT entry, at FROM core_entrycause ORDER BY entry LIMIT %s FOR UPDATE SKIP LOCKED
        ) AS oldest WHERE at < now() - (%s + 1) * interval '1 day'))
"""


@dataclass(frozen=True, slots=True)
class Because:
    """Why an entry is written, and who decided it.

    `until` is when a mute would have ended, and `bulk` the act that it is a part of.
    """

    by: int
    cause: Cause
    until: datetime | None = None
    bulk: int | None = None


def explain(entries: Sequence[JournalEntry], because: Because | None) -> None:
    """Remember why these entries were written, in their transaction.

    One SQL statement; none without a reason, when their actors decided it.
    """
    if because is None or not entries:
        return
    EntryCause.objects.bulk_create(
        EntryCause(
            entry=entry.pk,
            by_id=because.by,
            cause=because.cause.value,
            until=because.until,
            bulk=because.bulk,
        )
        for entry in entries
    )


def purge() -> int:
    """Delete up to `BATCH` causes of what can no longer be undone; returns how many.

    Cost: an index range of BATCH.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [BATCH, KEPT.days])
        return int(cursor.rowcount)
