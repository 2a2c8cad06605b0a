"""Rate limits in PostgreSQL: a burst at once, and more as time passes.

The generic cell rate algorithm in its form of virtual scheduling: a row holds the time until which
its limit is consumed. Each use moves it on by one step; one that would move it further than a whole
period from now is refused and changes nothing. One statement locks and changes the row, so any
number of concurrent workers stay within the limit; and the only clock is PostgreSQL's. Source:
ITU-T Recommendation I.371, annex A.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from core.common.rates import Rate
from core.database.postgresql.prepared import Prepared

BATCH = 5_000

# The clock is read when the row is locked, not when the transaction began: transactions that waited
# for each other would otherwise go back in time.
_CONSUME = """
    INSERT INTO core_allowance AS kept (key, spent_until)
    VALUES (%(key)s, clock_timestamp() + interval '1s' * %(cost)s)
    ON CONFLICT (key) DO UPDATE
    SET spent_until = greatest(kept.spent_until, clock_timestamp()) + interval '1s' * %(cost)s
    WHERE greatest(kept.spent_until, clock_timestamp()) + interval '1s' * %(cost)s
          <= clock_timestamp() + interval '1s' * %(whole)s
"""
# The same for several keys: what one costs and its whole are found by its place among them.
_CONSUME_ALL = Prepared(
    """
    INSERT INTO core_allowance AS kept (key, spent_until)
    SELECT key, clock_timestamp() + interval '1s' * cost
    FROM unnest(%(keys)s::text[]::uuid[], %(costs)s::float8[]) AS wanted(key, cost)
    ON CONFLICT (key) DO UPDATE
    SET spent_until = greatest(kept.spent_until, clock_timestamp())
        + interval '1s' * (%(costs)s::float8[])[array_position(%(keys)s::text[]::uuid[], kept.key)]
    WHERE greatest(kept.spent_until, clock_timestamp())
        + interval '1s' * (%(costs)s::float8[])[array_position(%(keys)s::text[]::uuid[], kept.key)]
        <= clock_timestamp()
        + interval '1s' * (%(wholes)s::float8[])[array_position(%(keys)s::text[]::uuid[], kept.key)]
    RETURNING key
"""
)
_WAIT = """
    SELECT ceil(extract(epoch FROM spent_until - clock_timestamp()) + %(cost)s - %(whole)s)
    FROM core_allowance WHERE key = %(key)s
"""
_REFUND = """
    UPDATE core_allowance SET spent_until = spent_until - interval '1s' * %s WHERE key = %s
"""
_PURGE = """
    DELETE FROM core_allowance WHERE key = ANY(ARRAY(
        SELECT key FROM core_allowance WHERE spent_until < now()
        LIMIT %s FOR UPDATE SKIP LOCKED))
"""


def consume(key: UUID, rate: Rate, *, times: int = 1) -> int:
    """Consume from a rate limit; returns 0, or the seconds to wait when the limit is reached.

    One SQL statement, and one more for a refusal. It is rolled back with its transaction, until
    whose end others that use the same key wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CONSUME, _parameters(key, rate, times))
        return 0 if cursor.rowcount else _wait(cursor, key, rate, times)


def consume_all(rates: Mapping[UUID, Rate], *, times: int = 1) -> tuple[UUID, int] | None:
    """Consume from several rate limits; returns one that is reached, and the seconds to wait.

    One SQL statement, and one more for a refusal, after which the caller has to roll back what the
    others consumed. The rows are locked in the order of their keys.
    """
    keys = sorted(rates)
    with connection.cursor() as cursor:
        parameters: dict[str, list[str] | list[float]] = {
            "keys": [str(key) for key in keys],
            "costs": [_cost(rates[key], times) for key in keys],
            "wholes": [_whole(rates[key]) for key in keys],
        }
        cursor.execute(_CONSUME_ALL, parameters)
        consumed = {UUID(str(key)) for (key,) in cursor.fetchall()}
        for key in keys:
            if key not in consumed:
                return key, _wait(cursor, key, rates[key], times)
    return None


def _wait(cursor: Any, key: UUID, rate: Rate, times: int) -> int:
    cursor.execute(_WAIT, _parameters(key, rate, times))
    found = cursor.fetchone()
    return max(int(found[0]), 1) if found else 1


def _parameters(key: UUID, rate: Rate, times: int) -> dict[str, UUID | float]:
    return {"key": key, "cost": _cost(rate, times), "whole": _whole(rate)}


def _cost(rate: Rate, times: int) -> float:
    return (rate.step * min(times, rate.count)).total_seconds()


def _whole(rate: Rate) -> float:
    return (rate.step * rate.count).total_seconds()


def refund(key: UUID, rate: Rate, *, times: int = 1) -> None:
    """Undo one `consume`. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUND, [_cost(rate, times), key])


def restore(key: UUID) -> None:
    """Reset a rate limit to its full count. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_allowance WHERE key = %s", [key])


def purge() -> int:
    """Delete up to `BATCH` expired rows; returns how many.

    It scans the table, which holds no more than the longest period. An index would make every
    `consume` more expensive.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [BATCH])
        return int(cursor.rowcount)
