"""Claims of waiting entries: who applies what, so that relays share the work.

A claim is committed before Neo4j is asked, so that no row is locked while Neo4j answers. It ends
when it is released, when its time is over, and with the session that made it. Then another relay
applies the entries, perhaps once more, which is harmless.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db import connection

from .models import JournalEntry

# Of a process that is stuck and whose session lives: longer than a batch takes.
LEASE = timedelta(seconds=60)

_CLAIM = """
    WITH due AS (
        SELECT id FROM core_journalentry
        WHERE applied_at IS NULL AND set_aside_at IS NULL AND kind = ANY(%(kinds)s)
          AND recorded_at <= statement_timestamp() - %(grace)s
          AND (retry_at IS NULL OR retry_at <= statement_timestamp())
          AND (claimed_until IS NULL OR claimed_until <= statement_timestamp()
               OR claimed_by = pg_backend_pid()
               OR claimed_by NOT IN (SELECT pid FROM pg_stat_activity))
        ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE core_journalentry AS entry
    SET claimed_by = pg_backend_pid(), claimed_until = statement_timestamp() + %(lease)s
    FROM due WHERE entry.id = due.id
    RETURNING entry.*
"""
_RELEASE = """
    UPDATE core_journalentry SET claimed_by = NULL, claimed_until = NULL
    WHERE id = ANY(%s) AND applied_at IS NULL AND claimed_by = pg_backend_pid()
"""
# Soon, as after an outage it may have been the server; then rarer the longer it waits already. An
# operator's retry clears the time.
_POSTPONE = """
    UPDATE core_journalentry
    SET error = %s, retry_at = statement_timestamp() + CASE WHEN error = '' THEN interval '2 s'
        ELSE least(greatest(statement_timestamp() - recorded_at, interval '2 s'), interval '5 min')
        END
    WHERE id = %s AND applied_at IS NULL
"""
_REFUSE = """
    UPDATE core_journalentry
    SET error = %(error)s, attempts = attempts + 1,
        retry_at = statement_timestamp() + interval '1 s' * 2 ^ (attempts + 1),
        set_aside_at = CASE WHEN attempts + 1 >= %(most)s THEN statement_timestamp() END
    WHERE id = %(id)s AND applied_at IS NULL
    RETURNING set_aside_at IS NOT NULL
"""


def claim(*, kinds: Collection[str], limit: int, grace: timedelta) -> list[JournalEntry]:
    """Claim and return the oldest due entries of these kinds that nobody else has claimed.

    Younger entries than `grace` are being applied by the request that wrote them. One SQL
    statement, committed before it returns unless the caller is inside a transaction.
    """
    parameters = {"kinds": list(kinds), "limit": limit, "grace": grace, "lease": LEASE}
    return sorted(JournalEntry.objects.raw(_CLAIM, parameters), key=lambda entry: entry.pk)


def release(entries: Collection[int]) -> None:
    """Let anybody claim those of these entries that are not applied. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [list(entries)])


def postpone(entry: int, error: str) -> None:
    """Let others go first: this entry takes too long or is in the way. It is never given up."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTPONE, [error, entry])


def refuse(entry: int, error: str, *, max_attempts: int) -> bool:
    """Schedule a retry, or dead-letter the entry after so many; returns whether it was."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE, {"id": entry, "error": error, "most": max_attempts})
        found = cursor.fetchone()
    return bool(found and found[0])
