"""One subscription: its topic, its user, and the events to be delivered."""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import Enum

from .events import Event, Topic

# Events that may wait for a slow client.
MAX_WAITING = 100


class End(Enum):
    """Why the server ends a subscription."""

    SLOW = "Too many undelivered events. Subscribe again after the last event that you received."
    CUT = "Too many new posts. Subscribe again after the last event that you received."
    STOPPING = "The server is restarting. Subscribe again after the last event that you received."


class Ended(Exception):
    """The subscription has ended: the client should subscribe again and resume."""

    def __init__(self, end: End) -> None:
        super().__init__(end.value)
        self.end = end


class Subscription:
    """Made by `Hub.subscribe`; filled by its thread, emptied in the event loop."""

    __slots__ = ("_end", "_leave", "_ready", "_waiting", "must_check", "person", "topic")

    def __init__(self, topic: Topic, person: int, leave: Callable[["Subscription"], None]) -> None:
        self.topic = topic
        self.person = person
        # Whether the user's sessions may have ended: to be checked before anything is delivered.
        self.must_check = False
        self._leave = leave
        self._waiting: deque[Event] = deque()
        self._ready = asyncio.Event()
        self._end: End | None = None

    def offer(self, event: Event) -> None:
        """Queue an event, from any thread. `notice` must follow in the event loop."""
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append(event)
        else:
            self._end = End.SLOW

    def cut(self) -> None:
        """End it, from any thread: events for it are left out. `notice` must follow."""
        self._end = End.CUT

    def notice(self, end: End | None = None) -> None:
        """Wake the reader of the queue, or end the subscription."""
        self._end = end or self._end
        self._ready.set()

    async def next(self, seconds: float) -> Event | None:
        """Return the next event; None after `seconds`, or when the sessions must be checked.

        Raises Ended; events that wait then can be resumed from.
        """
        if not self._waiting and self._end is None and not self.must_check:
            self._ready.clear()
            try:
                await asyncio.wait_for(self._ready.wait(), seconds)
            except TimeoutError:
                return None
        if self._end is not None:
            raise Ended(self._end)
        if self.must_check or not self._waiting:
            return None
        return self._waiting.popleft()

    def close(self) -> None:
        """Leave the registry."""
        self._leave(self)
