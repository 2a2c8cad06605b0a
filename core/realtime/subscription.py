"""One subscription: a topic, who asked for it, and the events that wait to be told."""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import Enum

from .events import Event, Topic

# Events that may wait for somebody who reads slowly.
MAX_WAITING = 100


class End(Enum):
    """Why a subscription ends that nobody has left."""

    SLOW = "Too many events wait for you. Subscribe again after the last event that you got."
    STOPPING = "This server restarts. Subscribe again after the last event that you got."


class Ended(Exception):
    """The subscription is over: the client is to come back and resume."""

    def __init__(self, end: End) -> None:
        super().__init__(end.value)
        self.end = end


class Subscription:
    """Made by `Hub.subscribe`; filled by its thread, emptied in the event loop."""

    __slots__ = ("_end", "_leave", "_ready", "_waiting", "must_check", "person", "topic")

    def __init__(self, topic: Topic, person: int, leave: Callable[["Subscription"], None]) -> None:
        self.topic = topic
        self.person = person
        # Whether the person's sessions may have ended: to be looked at before anything is told.
        self.must_check = False
        self._leave = leave
        self._waiting: deque[Event] = deque()
        self._ready = asyncio.Event()
        self._end: End | None = None

    def offer(self, event: Event) -> None:
        """Let it be told; from any thread. `notice` has to follow in the event loop."""
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append(event)
        else:
            self._end = End.SLOW

    def notice(self, end: End | None = None) -> None:
        """Look at what was offered, or end."""
        self._end = end or self._end
        self._ready.set()

    async def next(self, seconds: float) -> Event | None:
        """The next event; None when the time is over, or the person is to be checked.

        Raises Ended; what waits then is not told any more, but kept for who resumes.
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
        """Be told of nothing any more."""
        self._leave(self)
