"""The source that a field of the Subscription type returns to a subscriber."""

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
    """The topic, the payload of an event, and the position after which the stream begins.

    An event with payload None is skipped. The responses of a `shared` source are the same for all
    subscribers of one operation, except for fields that depend on the viewer
    (`api/transports/shared.py`).
    """

    topic: Topic
    payload: Payload
    after: EventCursor | None
    # The stream ends after an event of this kind.
    last: LiveKind | None = None
    shared: bool = False


def resumed_from(context: Context, after: str | None) -> EventCursor | None:
    """Return the position to resume after, None without one. Raises InvalidInput.

    A client that reconnects automatically sends the old argument and a newer header, so the header
    takes precedence.
    """
    text = context.request.headers.get("Last-Event-ID") or after
    return parse_cursor(text) if text else None


def event_payload(root: Any, *_: object, **__: object) -> Any:
    """Return the payload of the source; the resolver of each field of Subscription."""
    return root
