"""The reader of events of one process: a thread that listens, reads, and tells subscriptions.

What was read last is known by PostgreSQL's own snapshot (`events_since`), so it does not matter in
which order transactions commit, nor for how long the connection was away: the next read brings what
was missed. A NOTIFY only makes that read come at once.
"""

import asyncio
import logging
import os
import select
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from django.db import Error, connection

from graph.connection.bookmarks import by_writer
from graph.errors import GraphUnavailable
from graph.traversals.audience import audience

from .event_cursor import EventCursor
from .events import Event, Snapshot, Topic, events_since, read_snapshot
from .models import LiveKind
from .registry import Registry
from .subscription import End, Subscription
from .wake import CHANNEL, wake_by

logger = logging.getLogger(__name__)

# Without being woken it looks so often, in seconds: a process can die between commit and NOTIFY.
LOOK_EVERY = 1.0
_LISTEN = f"LISTEN {CHANNEL}"
# Events of so many seconds are read together.
GATHER = 0.01
# What changes nothing but counts: of several for one post, the last tells all.
COUNTS = frozenset({LiveKind.LIKED, LiveKind.UNLIKED})


class Hub:
    """Started in each worker after the fork; without it nobody can subscribe."""

    def __init__(self) -> None:
        self._registry = Registry()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._seen: Snapshot | None = None
        self._is_reading = threading.Event()
        self._is_stopped = False
        # New posts whose audience is not known yet, as the graph is away.
        self._posted: list[Event] = []
        self._woken, self._wake = -1, -1
        self._tells_others = False
        self._read_at = 0.0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read from now on, and wake subscriptions in this loop."""
        self._loop = loop
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wake, False)
        wake_by(self._write_happened)
        threading.Thread(target=self._run, name="live", daemon=True).start()

    def stop(self) -> None:
        """End every subscription, at once; called in the loop."""
        self._is_stopped = True
        for subscription in self._registry.all():
            subscription.notice(End.STOPPING)

    @property
    def position(self) -> EventCursor | None:
        """Of who has been told of all that was read; None before the first read."""
        return self._seen.position if self._seen else None

    def subscribe(self, topic: Topic, person: int) -> tuple[Subscription, EventCursor]:
        """A subscription, and the position from which on it misses nothing.

        Raises RateLimited. May wait until the first read: not to be called in the loop.
        """
        if self._loop is None or not self._is_reading.wait(LOOK_EVERY * 5) or self._seen is None:
            raise Unready
        position = self._seen.position
        subscription = Subscription(topic, person, self._registry.leave)
        self._registry.enter(subscription)
        if self._is_stopped:
            subscription.notice(End.STOPPING)
        return subscription, position

    def _write_happened(self) -> None:
        self._tells_others = True
        with suppress(BlockingIOError):  # woken often enough
            os.write(self._wake, b"!")

    def _run(self) -> None:
        while not self._is_stopped:
            try:
                self._listen()
                self._read_on()
            except Error as error:
                logger.warning("PostgreSQL failed live events, which go on later: %s", error)
                connection.close()
                time.sleep(LOOK_EVERY / 2)
            except Exception:
                logger.exception("Live events failed, and go on.")
                time.sleep(LOOK_EVERY)

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LISTEN)
        if self._seen is None:
            self._seen = read_snapshot()
            self._is_reading.set()

    def _read_on(self) -> None:
        while not self._is_stopped:
            time.sleep(max(0.0, self._read_at + GATHER - time.monotonic()))
            self._read()
            self._read_at = time.monotonic()
            self._wait()

    def _read(self) -> None:
        assert self._seen is not None  # noqa: S101 - `_listen` comes first
        if self._tells_others:
            self._tells_others = False
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        self._seen, events = events_since(self._seen)
        self._tell(without_repetitions(events))

    def _wait(self) -> None:
        """Until somebody has written, here or elsewhere, or it is time to look."""
        raw = connection.connection
        with connection.wrap_database_errors:
            # What came along with the answer to a statement is no longer in the socket.
            raw.poll()
            if not raw.notifies:
                ready = select.select([self._woken, raw], [], [], LOOK_EVERY)[0]
                if raw in ready:
                    raw.poll()
            raw.notifies.clear()
        with suppress(BlockingIOError):
            os.read(self._woken, 65536)

    def _tell(self, events: Sequence[Event]) -> None:
        concerned: list[Subscription] = []
        for event in events:
            if event.kind is LiveKind.POSTED:
                self._posted.append(event)
                continue
            found = self._registry.concerned(event)
            for subscription in found:
                if event.kind is LiveKind.SESSIONS_ENDED:
                    subscription.must_check = True
                else:
                    subscription.offer(event)
            concerned += found
        self._notice(concerned)
        self._notice(self._tell_of_posts())

    def _tell_of_posts(self) -> list[Subscription]:
        """Tell of new posts, or keep them until the graph can say who is to know."""
        readers = self._registry.readers()
        if not readers or not self._posted:
            self._posted.clear()
            return []
        try:
            with by_writer():
                audiences = audience({event.person for event in self._posted}, readers)
        except GraphUnavailable:
            return []
        concerned = []
        for event in self._posted:
            found = self._registry.of_readers(audiences[event.person])
            for subscription in found:
                subscription.offer(event)
            concerned += found
        self._posted.clear()
        return concerned

    def _notice(self, concerned: Sequence[Subscription]) -> None:
        if concerned and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_notice_all, concerned)


class Unready(Exception):
    """Nobody reads events in this process: it is another kind of server, or PostgreSQL is away."""


def _notice_all(concerned: Sequence[Subscription]) -> None:
    for subscription in concerned:
        subscription.notice()


def without_repetitions(events: Sequence[Event]) -> list[Event]:
    """The events, but of those that change nothing but counts the last of each post alone."""
    last = {event.post: event.id for event in events if event.kind in COUNTS}
    return [event for event in events if event.kind not in COUNTS or last[event.post] == event.id]


hub = Hub()
