"""The events of a topic since a cursor, however many others there were."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, LiteralString

from django.db import connection

from core.common.errors import InvalidInput

from .event_cursor import EventCursor, Seen, seen_in
from .events import COLUMNS, MAX_MISSED, TOO_OLD, Audience, Event, Topic, event_of

# Authors of posts since a cursor, of whom is looked up which the reader follows.
MAX_AUTHORS = 20_000

# The row of an event says what its writer saw. A transaction that was running then, and has ended
# since, may have written events that are deleted already.
_PLACE = """
    SELECT log.era, log.forgotten::text, event.transaction::text, event.floor::text, event.seen,
           pg_snapshot_xmax(pg_current_snapshot())::text,
           ARRAY(SELECT pg_snapshot_xip(pg_current_snapshot())::text)
    FROM core_livelog log LEFT JOIN core_liveevent event ON event.id = %s
"""
# A transaction does not count itself among those that run, and its events are sent in their order.
_SINCE: LiteralString = """
    AND e.transaction >= %(floor)s::xid8
    AND CASE WHEN e.transaction = %(own)s::xid8 THEN e.id > %(event)s
             ELSE NOT pg_visible_in_snapshot(e.transaction, %(seen)s::pg_snapshot) END
"""
_ORDER: LiteralString = f"ORDER BY e.id LIMIT {MAX_MISSED + 1}"
_BY_RECIPIENT: LiteralString = f"""
    SELECT {COLUMNS} FROM core_liveevent e
    WHERE e.kind = 'notified' AND e.person = %(key)s {_SINCE} {_ORDER}
"""  # noqa: S608 - of constants
_BY_WATCHERS: LiteralString = f"""
    SELECT {COLUMNS} FROM core_liveevent e
    WHERE e.kind <> 'posted' AND e.post IS NOT NULL AND e.post = %(key)s {_SINCE} {_ORDER}
"""  # noqa: S608 - of constants
_AUTHORS: LiteralString = f"""
    SELECT DISTINCT e.person FROM core_liveevent e
    WHERE e.kind = 'posted' {_SINCE} LIMIT {MAX_AUTHORS + 1}
"""  # noqa: S608 - of constants
_BY_FOLLOWERS: LiteralString = f"""
    SELECT {COLUMNS} FROM core_liveevent e
    WHERE e.kind = 'posted' AND e.person = ANY(%(authors)s) {_SINCE} {_ORDER}
"""  # noqa: S608 - of constants


@dataclass(frozen=True, slots=True)
class Place:
    """What had been sent: all that is `seen`, and of the transaction `own` events up to `event`."""

    era: int
    seen: Seen
    own: int
    event: int

    @property
    def parameters(self) -> dict[str, Any]:
        """Return those of `_SINCE`."""
        return {
            "floor": str(self.seen.floor),
            "own": str(self.own),
            "event": self.event,
            "seen": self.seen.text,
        }


def place_of(after: EventCursor) -> Place:
    """Return the place of a cursor. One SQL statement.

    Raises InvalidInput where events since then may be deleted, or the cursor is of another log.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [after.event])
        row = cursor.fetchone()
    if row is None or row[0] != after.era:
        raise _too_old()
    era, forgotten, own, floor, seen_text, end, running = row
    seen = after.seen
    if after.event:
        if floor is None or int(floor) != after.seen.floor:
            raise _too_old()
        seen = seen_in(seen_text) if seen_text else Seen(int(floor))
    if not _is_kept(seen, int(forgotten), int(end), set(map(int, running))):
        raise _too_old()
    return Place(era, seen, int(own or 0), after.event)


def _is_kept(seen: Seen, forgotten: int, end: int, running: Collection[int]) -> bool:
    """Return whether everything that is not `seen` is still there.

    Events of transactions up to `forgotten` may be deleted, and none of those that still run.
    """
    return forgotten < seen.end <= end and all(
        forgotten < one or one in running for one in seen.running
    )


def missed(topic: Topic, place: Place) -> list[Event]:
    """Return the events of a recipient or of a post since then, oldest first.

    One SQL statement over an index of the topic. Raises InvalidInput for more than MAX_MISSED.
    """
    statement = _BY_RECIPIENT if topic.audience is Audience.RECIPIENT else _BY_WATCHERS
    return _events(statement, place, key=topic.key)


def authors_since(place: Place) -> list[int]:
    """Return who has posted since then. Cost: one SQL statement, and every post since then.

    Raises InvalidInput for more than MAX_AUTHORS.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AUTHORS, place.parameters)
        authors = [author for (author,) in cursor.fetchall()]
    if len(authors) > MAX_AUTHORS:
        raise _too_old()
    return authors


def missed_posts(authors: Collection[int], place: Place) -> list[Event]:
    """Return the new posts of these authors since then, oldest first.

    Cost: one SQL statement, and every post since then. Raises InvalidInput for more than
    MAX_MISSED.
    """
    return _events(_BY_FOLLOWERS, place, authors=list(authors))


def _events(statement: LiteralString, place: Place, **parameters: Any) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**place.parameters, **parameters})
        rows = cursor.fetchall()
    if len(rows) > MAX_MISSED:
        raise _too_old()
    return [event_of(place.era, row) for row in rows]


def _too_old() -> InvalidInput:
    return InvalidInput(TOO_OLD, "after")
