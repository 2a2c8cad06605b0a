"""What a field of the Subscription type gives when somebody subscribes to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.context import Context
from core.realtime.event_cursor import EventCursor, parse_cursor
from core.realtime.events import Event, Topic
from core.realtime.models import LiveKind

EVENT_ID = "The ID of this event. Use it to resume after the event and to discard duplicates."
AFTER = (
    "The ID of the last event that you received, or of the start of the stream. Events since then "
    "are sent first. The header `Last-Event-ID` takes precedence."
)

Payload = Callable[[Context, Event], Any]


@dataclass(frozen=True, slots=True)
class SubscriptionSource:
    """The topic, how an event of it is shown, and after which position the stream begins.

    An event whose payload is None is not shown at all. What a `shared` one shows is the same for
    all who ask the same, but for fields that are about the viewer (`shared.py`).
    """

    topic: Topic
    payload: Payload
    after: EventCursor | None
    # Nothing can follow an event of this kind.
    last: LiveKind | None = None
    shared: bool = False


def resumed_from(context: Context, after: str | None) -> EventCursor | None:
    """Where the client wants to go on. Raises InvalidInput.

    A client that comes back by itself sends the old argument and a newer header.
    """
    text = context.request.headers.get("Last-Event-ID") or after
    return parse_cursor(text) if text else None


def event_payload(root: Any, *_: object, **__: object) -> Any:
    """The resolver of each field of Subscription: what its `Watch.payload` gave."""
    return root
