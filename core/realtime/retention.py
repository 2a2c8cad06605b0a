"""Deleting old events."""

from django.conf import settings
from django.db import connection, transaction

# Rows of one call: the worker has other jobs.
BATCH = 10_000

_FORGET = """
    WITH old AS (
        SELECT id FROM core_liveevent WHERE at < now() - %s * interval '1 hour'
        ORDER BY at LIMIT %s
    ), gone AS (
        DELETE FROM core_liveevent WHERE id IN (SELECT id FROM old) RETURNING transaction
    )
    SELECT (SELECT count(*) FROM gone),
           (SELECT transaction FROM gone ORDER BY transaction DESC LIMIT 1)::text
"""
_NOTE = "UPDATE core_livelog SET forgotten = greatest(forgotten, %s::xid8)"


@transaction.atomic
def forget() -> int:
    """Delete a batch of events older than LIVE_KEPT_HOURS; returns how many.

    The same transaction stores what was deleted, so that no client resumes from before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [settings.LIVE_KEPT_HOURS, BATCH])
        count, last = cursor.fetchone()
        if count:
            cursor.execute(_NOTE, [last])
    return int(count)
