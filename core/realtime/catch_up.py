"""The events that a subscription has missed."""

from graph.connection.bookmarks import by_writer
from graph.traversals.audience import audience

from .event_cursor import EventCursor
from .events import Audience, Event, Topic, missed
from .hub import without_repetitions


def missed_by_reader(topic: Topic, after: EventCursor) -> list[Event]:
    """Return the events of this topic since `after`, oldest first.

    One SQL statement, and one Cypher statement for a topic of followers. Raises GraphUnavailable,
    and InvalidInput for a cursor whose events are no longer available.
    """
    events = missed(topic, after)
    if topic.audience is Audience.FOLLOWERS and events:
        with by_writer():
            audiences = audience({event.person for event in events}, [topic.key])
        events = [event for event in events if topic.key in audiences[event.person]]
    return without_repetitions(events)
