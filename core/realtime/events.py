"""Reading events that became visible since a snapshot."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db import connection

from core.database.postgresql.prepared import Prepared

from .event_cursor import EventCursor, Seen, seen_in
from .models import LiveKind

# A client that has missed more is faster when it fetches the list again.
MAX_MISSED = 1_000
TOO_OLD = (
    "Events since then are no longer available. Fetch the data again and subscribe without `after`."
)

COLUMNS = "e.id, e.kind, e.person, e.post, e.comment, e.notification, e.floor"
# Rows and snapshot belong together. A row is new if the earlier snapshot did not see it, as its
# transaction was in progress; no row is new twice.
_NEW = Prepared(
    f"""
    WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot)
    SELECT now.snapshot::text, (SELECT era FROM core_livelog), {COLUMNS}
    FROM now LEFT JOIN core_liveevent e
        ON e.transaction >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
        AND NOT pg_visible_in_snapshot(e.transaction, %(seen)s::pg_snapshot)
    ORDER BY e.id
"""  # noqa: S608 - of constants
)
_NOW = """
    WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot)
    SELECT now.snapshot::text, (SELECT era FROM core_livelog) FROM now
"""
_BEGIN = """
    INSERT INTO core_livelog (id, era, forgotten)
    VALUES (1, floor(random() * 2::float8 ^ 62)::bigint, '0')
    ON CONFLICT DO NOTHING
"""


class Audience(Enum):
    """Whom events of a topic reach."""

    RECIPIENT = auto()
    FOLLOWERS = auto()
    WATCHERS = auto()


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic of a subscription: `key` is a user, or the post for `WATCHERS`."""

    audience: Audience
    key: int


@dataclass(frozen=True, slots=True)
class Event:
    """One event; numbers name users and documents."""

    id: int
    kind: LiveKind
    person: int
    post: int
    comment: int
    notification: int
    position: EventCursor


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot of PostgreSQL, and the cursor after everything visible in it."""

    snapshot: str
    position: EventCursor


def read_snapshot() -> Snapshot:
    """Return the current snapshot; creates the event log if there is none. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        snapshot, era = cursor.fetchone()
        if era is None:
            cursor.execute(_BEGIN)
            return read_snapshot()
    return Snapshot(snapshot, EventCursor(era, seen_in(snapshot), 0))


def events_since(seen: Snapshot) -> tuple[Snapshot, list[Event]]:
    """Return the current snapshot and the events not visible in `seen`, oldest first. One SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"seen": seen.snapshot})
        rows = cursor.fetchall()
    snapshot, era, *_ = rows[0]
    if era is None:  # the first read after a restore
        read_snapshot()
        return events_since(seen)
    now = Snapshot(snapshot, EventCursor(era, seen_in(snapshot), 0))
    return now, [event_of(era, row[2:]) for row in rows if row[2] is not None]


def event_of(era: int, row: tuple[Any, ...]) -> Event:
    """Return a row of `COLUMNS` as an event."""
    key, kind, person, post, comment, notification, floor = row
    position = EventCursor(era, Seen(int(floor)), key)
    return Event(
        key, LiveKind(kind), person or 0, post or 0, comment or 0, notification or 0, position
    )
