"""What happened lately, by day and week, and who grows fastest.

Each question reads the newest MOST rows at most, however large the network is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from core.database.clock import database_now

DAYS = 30
WEEKS = 8
GROWING = 5
# Newest journal entries, and users, of which the figures are: some 100 ms for each question.
MOST = 200_000
_ACTS = "('posted', 'commented', 'liked', 'followed')"

_DAYS = f"""
    SELECT at::date, count(*) FILTER (WHERE kind = 'posted'),
           count(*) FILTER (WHERE kind = 'followed')
    FROM (SELECT kind, at FROM core_journalentry ORDER BY id DESC LIMIT {MOST}) AS newest
    WHERE kind IN ('posted', 'followed') AND at >= %(since)s GROUP BY 1
"""  # noqa: S608 - of constants
_JOINED = f"""
    SELECT date_joined::date, count(*)
    FROM (SELECT date_joined, deleted_at FROM core_user ORDER BY id DESC LIMIT {MOST}) AS newest
    WHERE deleted_at IS NULL AND date_joined >= %(since)s GROUP BY 1
"""  # noqa: S608 - of constants
_WEEKS = f"""
    WITH joined AS (
        SELECT id, date_trunc('week', date_joined)::date AS week
        FROM (SELECT id, date_joined, deleted_at FROM core_user
              ORDER BY id DESC LIMIT {MOST}) AS newest
        WHERE deleted_at IS NULL AND date_joined >= %(since)s
    ), active AS (
        SELECT DISTINCT actor, date_trunc('week', at)::date AS week
        FROM (SELECT kind, actor, at FROM core_journalentry
              ORDER BY id DESC LIMIT {MOST}) AS newest
        WHERE kind IN {_ACTS} AND at >= %(since)s
    )
    SELECT joined.week, (active.week - joined.week) / 7, count(*)
    FROM joined JOIN active ON active.actor = joined.id AND active.week >= joined.week
    GROUP BY 1, 2
    UNION ALL SELECT week, NULL, count(*) FROM joined GROUP BY 1
"""  # noqa: S608 - of constants
_GROWING = f"""
    SELECT person.id, person.username, gained
    FROM (
        SELECT target, sum(CASE kind WHEN 'followed' THEN 1 ELSE -1 END) AS gained
        FROM (SELECT kind, target, at FROM core_journalentry
              ORDER BY id DESC LIMIT {MOST}) AS newest
        WHERE kind IN ('followed', 'unfollowed') AND at >= %(since)s GROUP BY target
    ) AS change JOIN core_user person ON person.id = change.target
    WHERE gained > 0 AND person.deleted_at IS NULL
    ORDER BY gained DESC, person.id LIMIT {GROWING}
"""  # noqa: S608 - of constants


class Day(NamedTuple):
    """How many users joined on a day, and how many posts and follows were made."""

    day: date
    joined: int
    posts: int
    follows: int


@dataclass(frozen=True, slots=True)
class Week:
    """Who joined in a week (its Monday), and how many of them did anything in it and later."""

    monday: date
    joined: int
    active: Sequence[int]
    """One number for each week since, this one included."""


class Growing(NamedTuple):
    """A user, and how many followers more they have than a week ago."""

    uid: int
    username: str
    gained: int


def days() -> list[Day]:
    """Return the last DAYS days in UTC, today included, oldest first. Two SQL statements."""
    today = database_now().date()
    first = today - timedelta(days=DAYS - 1)
    made = {day: (posts, follows) for day, posts, follows in _rows_since(_DAYS, first)}
    joined = dict(_rows_since(_JOINED, first))
    each = (first + timedelta(days=number) for number in range(DAYS))
    return [Day(day, joined.get(day, 0), *made.get(day, (0, 0))) for day in each]


def weeks() -> list[Week]:
    """Return the last WEEKS weeks, this one included, oldest first. One SQL statement.

    Active is who posted, commented, liked or followed.
    """
    today = database_now().date()
    this = today - timedelta(days=today.weekday())
    first = this - timedelta(weeks=WEEKS - 1)
    found = {(monday, later): count for monday, later, count in _rows_since(_WEEKS, first)}
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [
        Week(
            monday,
            found.get((monday, None), 0),
            [found.get((monday, later), 0) for later in range(WEEKS - number)],
        )
        for number, monday in enumerate(mondays)
    ]


def fastest_growing() -> list[Growing]:
    """Return who gained most followers within 7 days, most first. One SQL statement."""
    since = database_now() - timedelta(days=7)
    return [Growing(uid, name, int(gained)) for uid, name, gained in _rows_since(_GROWING, since)]


def _rows_since(statement: str, since: date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": since})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
