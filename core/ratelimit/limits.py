"""Rate limits in PostgreSQL: a burst at once, and more as time passes.

The generic cell rate algorithm in its form of virtual scheduling: a row holds the time until which
its limit is consumed. Each use moves it on by one step; one that would move it further than a whole
period from now is refused and changes nothing. One statement locks and changes the row, so any
number of concurrent workers stay within the limit; and the only clock is PostgreSQL's. Source:
ITU-T Recommendation I.371, annex A.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from core.common.rates import Rate
from core.database.postgresql.prepared import Prepared
from core.visibility.audience import FOLLOW_EXISTS

BATCH = 5_000
# Days.
NEW_ACCOUNT = 7


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate, and whether it counts what is done towards somebody who does not follow the user.

    One `of_new` counts only what new accounts do.
    """

    rate: Rate
    towards: int | None = None
    of_new: bool = False


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
# The same for several keys: what one costs and its whole are found by its place among them. A key
# that is of what is done `towards` somebody counts only where they do not follow the user, and one
# `of_new` only where the user's account is new.
_CONSUME_ALL = Prepared(
    f"""
    WITH unfollowed AS MATERIALIZED (
        SELECT person, (SELECT date_joined > clock_timestamp() - interval '{NEW_ACCOUNT} days'
            FROM core_user WHERE id = %(user)s::bigint) AS is_new
        FROM unnest(%(people)s::bigint[]) AS person
        WHERE NOT {FOLLOW_EXISTS.format(follower="person", followee="%(user)s::bigint")}
    ), wanted AS MATERIALIZED (
        SELECT each.key, each.cost FROM unnest(
            %(keys)s::text[]::uuid[], %(costs)s::float8[], %(towards)s::bigint[], %(of_new)s::bool[]
        ) AS each(key, cost, towards, of_new)
        WHERE each.towards IS NULL OR EXISTS (
            SELECT FROM unfollowed WHERE person = each.towards AND (is_new OR NOT each.of_new))
    ), consumed AS (
        INSERT INTO core_allowance AS kept (key, spent_until)
        SELECT key, clock_timestamp() + interval '1s' * cost FROM wanted ORDER BY key
        ON CONFLICT (key) DO UPDATE
        SET spent_until = greatest(kept.spent_until, clock_timestamp()) + interval '1s'
            * (%(costs)s::float8[])[array_position(%(keys)s::text[]::uuid[], kept.key)]
        WHERE greatest(kept.spent_until, clock_timestamp()) + interval '1s'
            * (%(costs)s::float8[])[array_position(%(keys)s::text[]::uuid[], kept.key)]
            <= clock_timestamp() + interval '1s'
            * (%(wholes)s::float8[])[array_position(%(keys)s::text[]::uuid[], kept.key)]
        RETURNING key
    )
    SELECT key FROM wanted EXCEPT SELECT key FROM consumed
"""  # noqa: S608 - of constants
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


def consume_all(limits: Mapping[UUID, Limit], *, user: int, times: int = 1) -> list[UUID]:
    """Consume from several rate limits of what a user does; returns those that are reached.

    One SQL statement. After a refusal the caller has to roll back what the others consumed. The
    rows are locked in the order of their keys.
    """
    keys = sorted(limits)
    wanted = [limits[key] for key in keys]
    parameters: dict[str, Any] = {
        "user": user,
        "people": list({each.towards for each in wanted if each.towards is not None}),
        "keys": [str(key) for key in keys],
        "costs": [_cost(each.rate, times) for each in wanted],
        "wholes": [_whole(each.rate) for each in wanted],
        "towards": [each.towards for each in wanted],
        "of_new": [each.of_new for each in wanted],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONSUME_ALL, parameters)
        return sorted(UUID(str(key)) for (key,) in cursor.fetchall())


def wait(key: UUID, rate: Rate, *, times: int = 1) -> int:
    """Return the seconds until a limit that is reached allows so many. One SQL statement."""
    with connection.cursor() as cursor:
        return _wait(cursor, key, rate, times)


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
