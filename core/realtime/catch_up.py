"""The events that a subscription has missed."""

from core.common.batches import batches
from graph.connection.bookmarks import by_writer
from graph.traversals.audience import audience

from .event_cursor import EventCursor
from .events import Audience, Event, Topic
from .hub import without_repetitions
from .missed import Place, authors_since, missed, missed_posts, place_of

# Authors of one Cypher statement.
AUTHORS = 5_000


def missed_by_reader(topic: Topic, after: EventCursor) -> list[Event]:
    """Return the events of this topic since `after`, oldest first.

    Those written at the same time as the last one may have been sent already. Two SQL statements;
    for a topic of followers three, and one Cypher statement for each AUTHORS of all posts since
    then. Raises GraphUnavailable, and InvalidInput for a cursor whose events are no longer
    available, or are more than MAX_MISSED of this topic.
    """
    place = place_of(after)
    if topic.audience is Audience.FOLLOWERS:
        return _missed_by_follower(topic.key, place)
    return without_repetitions(missed(topic, place))


def _missed_by_follower(reader: int, place: Place) -> list[Event]:
    followed: list[int] = []
    with by_writer():
        for authors in batches(authors_since(place), AUTHORS):
            followed += [one for one, readers in audience(authors, [reader]).items() if readers]
    return missed_posts(followed, place) if followed else []
