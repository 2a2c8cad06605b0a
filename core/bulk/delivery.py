"""Delivery of a load's changes to Neo4j."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from core.journal.apply import apply_committed, deliver, mark_committed
from graph.writes.changes import Change

# Batches that may wait in memory while Neo4j applies another.
_MOST_WAITING = 2


class _Lane:
    """Two threads that deliver batches in order: while one applies a batch, the other marks one.

    A caller that is far ahead waits.
    """

    def __init__(self) -> None:
        self._applying = ThreadPoolExecutor(max_workers=1, thread_name_prefix="delivery")
        self._marking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="marking")
        self._waiting: deque[Future[None]] = deque()
        self._marked: Future[None] | None = None

    def put(self, changes: Sequence[Change]) -> None:
        while len(self._waiting) >= _MOST_WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._applying.submit(self._apply, changes))

    def _apply(self, changes: Sequence[Change]) -> None:
        applied = apply_committed(changes)
        if self._marked is not None:
            self._marked.result()
        self._marked = self._marking.submit(mark_committed, applied)

    def close(self) -> None:
        for threads in (self._applying, self._marking):
            threads.submit(connection.close)  # each thread has a connection of its own
            threads.shutdown()


_lane: ContextVar[_Lane | None] = ContextVar("lane", default=None)


@contextmanager
def delivered_beside() -> Iterator[None]:
    """Let Neo4j apply one batch while PostgreSQL takes the next, in this block; for large loads.

    When the block ends, all of its changes are delivered or left to the relay.
    """
    lane = _Lane()
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)
        lane.close()


def deliver_changes(changes: Sequence[Change]) -> None:
    """Deliver committed changes to Neo4j now, or in the lane; never raises."""
    lane = _lane.get()
    if lane is None:
        deliver(changes)
    else:
        lane.put(changes)
