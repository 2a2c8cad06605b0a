"""Allowances: so much of something at once, and more of it as time goes by. Kept in PostgreSQL.

By the generic cell rate algorithm, in its form of virtual scheduling: of an allowance one moment is
kept, until which it is spent. Each spending moves it on by one step; what would move it further
than a whole period from now is refused, and moves nothing. One row is locked and changed in one
statement, so any number of workers at once spend no more than there is; and the only clock is
PostgreSQL's. Source: ITU-T Recommendation I.371, annex A.
"""

from uuid import UUID

from django.db import connection

from core.common.rates import Rate

BATCH = 5_000

# The clock is read when the row is locked, not when the transaction began: those who waited for
# each other would otherwise go back in time.
_SPEND = """
    INSERT INTO core_allowance AS kept (key, spent_until)
    VALUES (%(key)s, clock_timestamp() + interval '1s' * %(cost)s)
    ON CONFLICT (key) DO UPDATE
    SET spent_until = greatest(kept.spent_until, clock_timestamp()) + interval '1s' * %(cost)s
    WHERE greatest(kept.spent_until, clock_timestamp()) + interval '1s' * %(cost)s
          <= clock_timestamp() + interval '1s' * %(whole)s
"""
_WAIT = """
    SELECT ceil(extract(epoch FROM spent_until - clock_timestamp()) + %(cost)s - %(whole)s)
    FROM core_allowance WHERE key = %(key)s
"""
_GIVE_BACK = """
    UPDATE core_allowance SET spent_until = spent_until - interval '1s' * %s WHERE key = %s
"""
_PURGE = """
    DELETE FROM core_allowance WHERE key = ANY(ARRAY(
        SELECT key FROM core_allowance WHERE spent_until < now()
        LIMIT %s FOR UPDATE SKIP LOCKED))
"""


def consume(key: UUID, rate: Rate, *, times: int = 1) -> int:
    """Spend of an allowance; gives 0, or after how many seconds to try again if it is used up.

    One SQL statement, and one more for a refusal. Within a transaction it is undone with it, and
    others who spend of the same allowance wait for its end.
    """
    spending: dict[str, UUID | float] = {
        "key": key,
        "cost": (rate.step * min(times, rate.count)).total_seconds(),
        "whole": (rate.step * rate.count).total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, spending)
        if cursor.rowcount:
            return 0
        cursor.execute(_WAIT, spending)
        found = cursor.fetchone()
    return max(int(found[0]), 1) if found else 1


def refund(key: UUID, rate: Rate) -> None:
    """Undo one spending. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [rate.step.total_seconds(), key])


def restore(key: UUID) -> None:
    """Let all of an allowance be there again. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_allowance WHERE key = %s", [key])


def purge() -> int:
    """Delete up to `BATCH` rows whose time is over; gives how many.

    It reads the table, which holds what was tried within the longest period and no more. An index
    would make every spending dearer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [BATCH])
        return int(cursor.rowcount)
