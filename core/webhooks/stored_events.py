"""The event of a delivery, as it is stored."""

from collections.abc import Sequence
from typing import Any

from core.realtime.events import Event, event_of


def stored(event: Event) -> list[int | str]:
    """Return epoch and row of an event; it has ids alone."""
    return [
        *(event.position.era, event.id, event.kind.value, event.person, event.post),
        *(event.comment, event.notification, event.position.seen.floor),
    ]


def event_in(stored_event: Sequence[Any]) -> Event:
    """Return the event that a delivery keeps."""
    era, *row = stored_event
    return event_of(era, tuple(row))
