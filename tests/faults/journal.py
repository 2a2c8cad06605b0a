"""The journal of a running network, by SQL: whether it is drained, and how long it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import psycopg2

from tests.waiting import wait_until

LAG = """
SELECT count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM applied_at - recorded_at)),
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM applied_at - recorded_at))
FROM core_journalentry WHERE recorded_at >= %s AND recorded_at < %s
"""
WAITING = "SELECT count(*) FROM core_journalentry WHERE applied_at IS NULL"
SET_ASIDE = "SELECT error FROM core_journalentry WHERE set_aside_at IS NOT NULL"


class Lag(NamedTuple):
    """Seconds from an entry's making to its being applied, over so many entries."""

    entries: int
    median: float
    p99: float


class Journal:
    """Questions to the journal, each in a session of its own: the server is killed in between."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    def now(self) -> datetime:
        """The moment by the server's clock."""
        moment: datetime = self._ask("SELECT clock_timestamp()")[0][0]
        return moment

    def lag(self, since: datetime, until: datetime) -> Lag:
        """The lag of what was recorded in between."""
        return Lag(*self._ask(LAG, since, until)[0])

    def wait_until_drained(self, seconds: float = 120.0) -> None:
        """Wait until the graph has every entry; none may have been given up."""
        wait_until(
            lambda: self._ask(WAITING) == [(0,)] or self._ask(SET_ASIDE) != [], seconds, every=0.2
        )
        assert self._ask(SET_ASIDE) == []

    def _ask(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with _session(self._database_url) as cursor:
            cursor.execute(query, parameters)
            return list(cursor.fetchall())


@contextmanager
def _session(url: str) -> Iterator[Any]:
    session = psycopg2.connect(url)
    try:
        with session.cursor() as cursor:
            yield cursor
    finally:
        session.close()
