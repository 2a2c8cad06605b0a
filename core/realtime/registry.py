"""The subscriptions of this process; shared by its threads."""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import TypeVar

from django.conf import settings

from core.common.errors import RateLimited
from core.common.signals import subscriptions_changed

from .events import Audience, Event, Topic
from .models import LiveKind
from .subscription import Subscription

K = TypeVar("K")

PAUSE = 60


class Registry:
    """The subscriptions by topic and by user."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_topic: dict[Topic, list[Subscription]] = {}
        self._by_person: dict[int, list[Subscription]] = {}
        self._size = 0

    def enter(self, subscription: Subscription) -> None:
        """Add one. Raises RateLimited."""
        with self._lock:
            if self._size >= settings.LIVE_PER_WORKER:
                raise RateLimited("This server has too many subscriptions. Try again later.", PAUSE)
            own = self._by_person.get(subscription.person, ())
            if len(own) >= settings.LIVE_PER_PERSON:
                message = f"You have {len(own)} subscriptions, the maximum. End one of them first."
                raise RateLimited(message, PAUSE)
            self._by_topic.setdefault(subscription.topic, []).append(subscription)
            self._by_person.setdefault(subscription.person, []).append(subscription)
            self._size += 1
            subscriptions_changed.send(None, size=self._size)

    def leave(self, subscription: Subscription) -> None:
        """Remove one; does nothing if it was removed already."""
        with self._lock:
            if subscription not in self._by_person.get(subscription.person, ()):
                return
            self._size -= 1
            subscriptions_changed.send(None, size=self._size)
            _remove(self._by_topic, subscription.topic, subscription)
            _remove(self._by_person, subscription.person, subscription)

    @property
    def is_empty(self) -> bool:
        """Whether nobody subscribes."""
        return self._size == 0

    def all(self) -> list[Subscription]:
        """Return every subscription."""
        with self._lock:
            return [each for own in self._by_person.values() for each in own]

    def readers(self) -> list[int]:
        """Return the ids of the users who subscribe to the posts of those they follow."""
        with self._lock:
            return [topic.key for topic in self._by_topic if topic.audience is Audience.FOLLOWERS]

    def concerned(self, event: Event) -> Sequence[Subscription]:
        """Return the subscriptions that an event other than a post reaches."""
        with self._lock:
            if event.kind is LiveKind.SESSIONS_ENDED:
                return tuple(self._by_person.get(event.person, ()))
            if event.kind is LiveKind.NOTIFIED:
                topic = Topic(Audience.RECIPIENT, event.person)
            else:
                topic = Topic(Audience.WATCHERS, event.post)
            return tuple(self._by_topic.get(topic, ()))

    def of_readers(self, people: Iterable[int]) -> list[Subscription]:
        """Return the subscriptions of these users to the posts of those they follow."""
        with self._lock:
            topics = (Topic(Audience.FOLLOWERS, person) for person in people)
            return [each for topic in topics for each in self._by_topic.get(topic, ())]


def _remove(found: dict[K, list[Subscription]], key: K, subscription: Subscription) -> None:
    found[key].remove(subscription)
    if not found[key]:
        del found[key]
