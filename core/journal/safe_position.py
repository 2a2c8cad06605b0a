"""How far the journal is complete: numbers are given before transactions commit."""

import time

from django.db import connection

# A transaction that writes to the journal for longer than this is waited for another time.
PATIENCE = 30.0
PAUSE = 0.01

_LAST = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)"
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_TABLE = "core_journalentry"


class StillWriting(Exception):
    """A transaction has been writing to the journal for longer than anybody waits."""


def safe_position(patience: float = PATIENCE) -> int:
    """A number up to which every entry is committed or never will be; 0 for an empty journal.

    Writers hold the table's lock from before they take a number until they end. So it is enough to
    wait for those that hold it after the number was read, and new ones need not wait for us:
    CREATE INDEX CONCURRENTLY does the same. Raises StillWriting. Source: PostgreSQL,
    WaitForLockers in storage/lmgr/lmgr.c.
    """
    deadline = time.monotonic() + patience
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
