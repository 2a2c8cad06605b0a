"""The event reader of one process: a thread that listens, reads, and serves subscriptions.

What was read last is known by PostgreSQL's own snapshot (`events_since`), so neither the order of
commits nor a lost connection matters: the next read returns what was missed. A NOTIFY only makes
that read happen at once, where somebody subscribes: otherwise each write would cost every process a
read that serves nobody.
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

from graph.errors import GraphUnavailable

from .event_cursor import EventCursor
from .events import Event, Snapshot, Topic, events_since, read_snapshot
from .models import LiveKind
from .new_posts import NewPosts
from .registry import Registry
from .subscription import End, Subscription
from .wake import CHANNEL, wake_by

logger = logging.getLogger(__name__)

# Seconds between polls without a NOTIFY: a process can die between commit and NOTIFY.
LOOK_EVERY = 1.0
_LISTEN = f"LISTEN {CHANNEL}"
# Events of this many seconds are read together.
GATHER = 0.01
# Seconds for the audiences of new posts in one round: other events wait for them.
SLICE = 0.25
# Events that change only counts: of several for one post, the last is enough.
COUNTS = frozenset({LiveKind.LIKED, LiveKind.UNLIKED})


class Hub:
    """Started in each worker after the fork; without it nobody can subscribe."""

    def __init__(self) -> None:
        self._registry = Registry()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._seen: Snapshot | None = None
        self._is_reading = threading.Event()
        self._is_stopped = False
        self._posts = NewPosts()
        self._has_more_to_do = False
        self._woken, self._wake = -1, -1
        self._must_notify = False
        self._round_at = 0.0
        self._read_at = 0.0
        # How often events were read, and how often they have to be.
        self.reads = 0
        self._wanted = 0
        self._has_read = threading.Condition()

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start reading, and wake subscriptions in this loop."""
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
        with self._has_read:
            self._has_read.notify_all()

    @property
    def position(self) -> EventCursor | None:
        """The cursor after everything that was read; None before the first read."""
        return self._seen.position if self._seen else None

    def subscribe(self, topic: Topic, person: int) -> tuple[Subscription, EventCursor]:
        """Return a subscription, and the cursor from which on it misses nothing.

        Raises RateLimited. May wait for a read: must not be called in the event loop.
        """
        if self._loop is None or not self._is_reading.wait(LOOK_EVERY * 5) or self._seen is None:
            raise Unready
        is_first = self._registry.is_empty
        if is_first:
            self._catch_up()
        position = self._seen.position
        subscription = Subscription(topic, person, self._registry.leave)
        self._registry.enter(subscription)
        if is_first:  # what was written meanwhile has woken nobody
            self._wake_up()
        if self._is_stopped:
            subscription.notice(End.STOPPING)
        return subscription, position

    def _catch_up(self) -> None:
        """Wait for a read that begins now: without subscriptions the last may be a second old."""
        with self._has_read:
            wanted = self._wanted = self.reads + 2  # one may be going on that began before
            while self.reads < wanted and not self._is_stopped:
                self._wake_up()
                if not self._has_read.wait(LOOK_EVERY * 5):
                    raise Unready

    def _write_happened(self) -> None:
        self._must_notify = True
        self._wake_up()

    def _wake_up(self) -> None:
        with suppress(BlockingIOError):  # woken often enough
            os.write(self._wake, b"!")

    def _run(self) -> None:
        while not self._is_stopped:
            try:
                self._listen()
                self._read_on()
            except Error as error:
                pause = LOOK_EVERY / 2
                logger.warning(
                    "subscriptions: PostgreSQL unavailable, retrying in %.1fs: %s", pause, error
                )
                connection.close()
                time.sleep(pause)
            except Exception:
                logger.exception(
                    "subscriptions: reading events failed, retrying in %.1fs", LOOK_EVERY
                )
                time.sleep(LOOK_EVERY)

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LISTEN)
        if self._seen is None:
            self._seen = read_snapshot()
            self._is_reading.set()

    def _read_on(self) -> None:
        while not self._is_stopped:
            time.sleep(max(0.0, self._round_at + GATHER - time.monotonic()))
            self._notify_others()
            if self._is_due():
                self._read()
            self._round_at = time.monotonic()
            self._wait()

    def _notify_others(self) -> None:
        if self._must_notify:
            self._must_notify = False
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])

    def _is_due(self) -> bool:
        """Return whether to read: at once for subscriptions, now and then to stay near."""
        is_old = time.monotonic() >= self._read_at + LOOK_EVERY
        return is_old or not self._registry.is_empty or self.reads < self._wanted

    def _read(self) -> None:
        assert self._seen is not None  # noqa: S101 - `_listen` comes first
        self._seen, events = events_since(self._seen)
        self._read_at = time.monotonic()
        with self._has_read:
            self.reads += 1
            self._has_read.notify_all()
        self._dispatch(without_repetitions(events))

    def _wait(self) -> None:
        """Wait for a write, here or elsewhere, or for the next poll."""
        raw = connection.connection
        with connection.wrap_database_errors:
            # Notifications that arrived with the answer to a statement are no longer in the socket.
            raw.poll()
            if not raw.notifies:
                seconds = 0.0 if self._has_more_to_do else LOOK_EVERY
                ready = select.select([self._woken, raw], [], [], seconds)[0]
                if raw in ready:
                    raw.poll()
            raw.notifies.clear()
        with suppress(BlockingIOError):
            os.read(self._woken, 65536)

    def _dispatch(self, events: Sequence[Event]) -> None:
        concerned: list[Subscription] = []
        for event in events:
            if event.kind is LiveKind.POSTED:
                self._posts.add(event)
                continue
            found = self._registry.concerned(event)
            for subscription in found:
                if event.kind is LiveKind.SESSIONS_ENDED:
                    subscription.must_check = True
                else:
                    subscription.offer(event)
            concerned += found
        self._notice(concerned)
        self._notice(self._dispatch_posts())

    def _dispatch_posts(self) -> list[Subscription]:
        """Offer new posts to the followers, a slice at a time; they wait while there is no graph.

        Where too many wait, the readers end: they resume, or fetch the feed again.
        """
        self._has_more_to_do = False
        readers = self._registry.readers()
        if not readers:
            self._posts.clear()
            return []
        concerned: list[Subscription] = []
        try:
            for event, people in self._posts.reaching(readers, SLICE):
                found = self._registry.of_readers(people)
                for subscription in found:
                    subscription.offer(event)
                concerned += found
        except GraphUnavailable:
            pass
        else:
            self._has_more_to_do = len(self._posts) > 0
        if self._posts.are_too_many:
            logger.warning("subscriptions: too many new posts; %d readers end", len(readers))
            self._posts.clear()
            concerned = self._registry.of_readers(readers)
            for subscription in concerned:
                subscription.cut()
        return concerned

    def _notice(self, concerned: Sequence[Subscription]) -> None:
        if concerned and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_notice_all, concerned)


class Unready(Exception):
    """This process reads no events: another kind of server, or PostgreSQL is unavailable."""


def _notice_all(concerned: Sequence[Subscription]) -> None:
    for subscription in concerned:
        subscription.notice()


def without_repetitions(events: Sequence[Event]) -> list[Event]:
    """Return the events, and of those that only change counts the last for each post."""
    last = {event.post: event.id for event in events if event.kind in COUNTS}
    return [event for event in events if event.kind not in COUNTS or last[event.post] == event.id]


hub = Hub()
