"""Whether the two stores belong together.

PostgreSQL and the graph each have an epoch, and a beat that the relay counts up while the journal
grows: first PostgreSQL proposes the next one, then the graph takes it, then PostgreSQL notes that.
A store that was replaced shows another epoch; one that was restored to an older state, another
beat.
"""

import logging
import time
from contextvars import Context
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.signals import connection_created

from graph.connection import client, driver
from graph.errors import StoresApart
from graph.writes import pairing as graph

logger = logging.getLogger(__name__)

# A beat of another relay may come between the reads of both stores.
LOOKS = 3
PAUSE = 0.1
# Seconds between two comparisons while the journal grows, and while it does not.
BUSY_SECONDS, IDLE_SECONDS = 1.0, 30.0


class Apart(StrEnum):
    """Why the stores do not belong together."""

    POSTGRES_IS_OLDER = "PostgreSQL was restored to an older state than the graph"
    GRAPH_IS_OLDER = "the graph was restored to an older state than PostgreSQL"
    GRAPH_IS_NEW = "the graph was emptied or replaced"
    UNRELATED = "the graph belongs to another PostgreSQL, or to an earlier epoch of this one"


# What may have reused numbers, so that tokens and ids of before must not be valid.
NUMBERS_MAY_RETURN = frozenset({Apart.POSTGRES_IS_OLDER, Apart.UNRELATED})

_READ = """
    WITH made AS (
        INSERT INTO core_storepair (id) VALUES (1) ON CONFLICT DO NOTHING RETURNING *
    ), pair AS (SELECT * FROM made UNION ALL SELECT * FROM core_storepair LIMIT 1)
    SELECT epoch::text, beat, beating, is_paired,
           coalesce(pg_sequence_last_value(
               pg_get_serial_sequence('core_journalentry', 'id')::regclass), 0),
           coalesce(pg_sequence_last_value(
               pg_get_serial_sequence('core_user', 'id')::regclass), 0),
           EXISTS (SELECT FROM core_journalentry WHERE applied_at IS NOT NULL)
    FROM pair
"""


class _Row(NamedTuple):
    epoch: str
    beat: int
    beating: int
    is_paired: bool
    last_entry: int
    last_person: int
    has_applied: bool


class _Verified:
    """Counts new connections: after each the server at its other end may be another one."""

    def __init__(self) -> None:
        self._connections = 0
        self._verified_at = -1

    def forget(self, *_: object, **__: object) -> None:
        self._connections += 1

    def forget_of(self, connection: Any, **_: object) -> None:
        if connection.alias == DEFAULT_DB_ALIAS:
            self.forget()

    def require(self) -> None:
        while self._verified_at != self._connections:
            before = self._connections
            # Outside of the counts and limits of the request that happens to be the first.
            why = Context().run(_compare_quickly)
            if why is not None:
                raise StoresApart(f"The stores do not belong together: {why}.")
            # A connection that was opened for the comparison has been compared.
            self._verified_at = max(before, self._connections)


_verified = _Verified()
connection_created.connect(_verified.forget_of)
driver.after_connecting(_verified.forget)


def require_together() -> None:
    """Raise StoresApart or GraphUnavailable unless the stores belong together.

    Cost: nothing, but one statement in each store after a new connection to either.
    """
    _verified.require()


def compare(*, thoroughly: bool = False) -> Apart | None:
    """Return why the stores do not belong together; None where they do. Raises GraphUnavailable.

    A graph that was never paired is, if nothing speaks against it. Cost: one statement in each
    store; `thoroughly` looks for changes that no journal entry explains (`graph.is_ahead`).
    """
    for look in range(LOOKS):
        row, mark = _read(), graph.read_mark()
        why = _why_apart(row, mark)
        if why is None:
            # Twice: entries are written between the two reads.
            if thoroughly and _is_ahead(row) and _is_ahead(_read()):
                return Apart.POSTGRES_IS_OLDER
            if mark.epoch is None or not row.is_paired:
                pair()
            return None
        if look + 1 < LOOKS:
            time.sleep(PAUSE)
    return why


def _compare_quickly() -> Apart | None:
    with client.request_deadline():
        return compare()


def _why_apart(row: _Row, mark: graph.Mark) -> Apart | None:
    if mark.epoch is None:
        if row.has_applied and (row.is_paired or mark.is_empty):
            return Apart.GRAPH_IS_NEW
    elif mark.epoch != row.epoch:
        return Apart.UNRELATED
    elif mark.beat > row.beating:
        return Apart.POSTGRES_IS_OLDER
    elif mark.beat < row.beat:
        return Apart.GRAPH_IS_OLDER
    # It is at most one above the last entry.
    return Apart.POSTGRES_IS_OLDER if mark.watermark > row.last_entry + 1 else None


def _is_ahead(row: _Row) -> bool:
    # What a rebuild writes is of the watermark, one above the last entry.
    return graph.is_ahead(entry=row.last_entry + 1, person=row.last_person)


def pair() -> None:
    """Declare that the graph belongs to this PostgreSQL. Raises GraphUnavailable."""
    row = _read()
    graph.write_mark(row.epoch, row.beating)
    _write_row(
        "UPDATE core_storepair SET is_paired = true, beat = %s WHERE beat <= %s",
        row.beating,
        row.beating,
    )


def renew(why: Apart | None = None) -> None:
    """Begin a new epoch: access tokens of the old one are void, and no number of it comes back."""
    last_person = 0 if why is None else graph.last_person()
    _read()
    _write_row(
        """
        UPDATE core_storepair SET epoch = gen_random_uuid(), beat = 0, beating = 0
        """
    )
    _write_row(
        """
        SELECT setval(pg_get_serial_sequence('core_user', 'id'), %s)
        WHERE %s > coalesce(pg_sequence_last_value(
            pg_get_serial_sequence('core_user', 'id')::regclass), 0)
        """,
        last_person,
        last_person,
    )


class Heart:
    """Compares the stores now and then, and counts the beat up while the journal grows."""

    def __init__(self) -> None:
        self._next = 0.0
        self._last_entry = -1
        self._is_first = True

    def beat_when_due(self) -> None:
        """Raises StoresApart and GraphUnavailable. Cost: one SQL statement when nothing is due."""
        now = time.monotonic()
        if now < self._next:
            return
        row = _read()
        if row.last_entry == self._last_entry and now < self._next + IDLE_SECONDS:
            return
        why = compare(thoroughly=self._is_first)
        if why is not None:
            raise StoresApart(f"The stores do not belong together: {why}.")
        self._is_first = False
        if row.last_entry != self._last_entry:
            _beat()
        self._last_entry = row.last_entry
        self._next = now + BUSY_SECONDS


def _beat() -> None:
    _write_row("UPDATE core_storepair SET beating = beat + 1 WHERE beating = beat")
    row = _read()
    graph.advance(row.epoch, row.beating)
    _write_row("UPDATE core_storepair SET beat = %s WHERE beating = %s", row.beating, row.beating)


def _read() -> _Row:
    """Return the row and how far the numbers are. Not counted: it may be anybody's request."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        found = None
        while found is None:  # another process may be making the row
            cursor.execute(_READ)
            found = cursor.fetchone()
        return _Row(*found)


def epoch() -> str:
    """Return the present epoch. One SQL statement, which no request is charged for."""
    return _read().epoch


def _write_row(statement: str, *parameters: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
