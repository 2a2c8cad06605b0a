"""Up to where the journal is complete: ids are assigned before transactions commit."""

import time

from django.db import connection

# Seconds to wait for a transaction that is writing to the journal.
MAX_WAIT = 30.0
PAUSE = 0.01

_LAST = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)"
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_TABLE = "core_journalentry"


class StillWriting(Exception):
    """A transaction has been writing to the journal for longer than the time limit."""


def safe_position(max_wait: float = MAX_WAIT) -> int:
    """Return an id up to which every entry is committed or never will be; 0 for an empty journal.

    Writers hold the table's lock from before they take a number until they end. So it is enough to
    wait for those that hold it after the number was read, and new ones need not wait for us:
    CREATE INDEX CONCURRENTLY does the same. Raises StillWriting. Source: PostgreSQL,
    WaitForLockers in storage/lmgr/lmgr.c.
    """
    deadline = time.monotonic() + max_wait
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [_TABLE])
        (last,) = cursor.fetchone()
        cursor.execute(_WRITERS, [_TABLE])
        before_us = set(cursor.fetchall())
        while before_us:
            if time.monotonic() > deadline:
                raise StillWriting
            time.sleep(PAUSE)
            cursor.execute(_WRITERS, [_TABLE])
            before_us &= set(cursor.fetchall())
    number: int = last
    return number
