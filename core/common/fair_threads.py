"""Threads that many clients share: each client gets its turn, and no more than its turn.

Work waits in a queue for each client, and the queues take turns. What nobody waits for any more
takes no thread. Too much work is refused at once: who waits in a longer queue is gone before it
ends. All of it belongs to one event loop; only the work itself runs in threads.
"""

import asyncio
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from time import monotonic
from typing import Generic, TypeVar

from .errors import Overloaded

T = TypeVar("T")

# Seconds after which work that still waits is refused: its client has given up, or will.
MAX_WAIT = 20.0

_held = threading.local()


class Abandoned(Exception):
    """Nobody waited for the result any more when it was the work's turn; it was not done."""


class Job(Generic[T]):
    """Some work of a client; `result` is done once the work has really ended."""

    def __init__(
        self, client: Hashable, work: Callable[[], T], is_wanted: Callable[[], bool] | None
    ) -> None:
        self.client = client
        self.result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        # The one that began it may be gone: then nobody asks how it ended.
        self.result.add_done_callback(lambda done: done.cancelled() or done.exception())
        self.since = monotonic()
        self.is_wanted = is_wanted
        self._work = work
        self._context = copy_context()

    def run(self) -> T:
        """Do the work, in a context of its own."""
        return self._context.run(self._work)

    def finish(self, result: T | None, error: BaseException | None) -> None:
        """Set the result, unless there is one."""
        if self.result.done():
            return
        if error is not None:
            self.result.set_exception(error)
        else:
            self.result.set_result(result)  # type: ignore[arg-type]


class FairThreads:
    """`threads` that work at once; `lenders` more may wait for something slow (`lent`).

    At most `waiting` jobs wait for a thread, `per_client` of one client.
    """

    def __init__(
        self,
        threads: int,
        *,
        name: str,
        lenders: int = 0,
        waiting: int = 256,
        per_client: int = 128,
    ) -> None:
        self._executor = ThreadPoolExecutor(threads + lenders, thread_name_prefix=name)
        self._free = threads
        self._max_waiting = waiting
        self._max_per_client = per_client
        self._waiting = 0
        self._queues: OrderedDict[Hashable, deque[Job[object]]] = OrderedDict()

    def submit(
        self, client: Hashable, work: Callable[[], T], is_wanted: Callable[[], bool] | None = None
    ) -> Job[T]:
        """Return a job that is run at this client's turn. Raises Overloaded.

        `is_wanted` is asked when it is its turn, and when too many wait.
        """
        job = Job(client, work, is_wanted)
        if not self._has_room(client):
            self._drop_unwanted()
            if not self._has_room(client):
                raise Overloaded("The server is busy. Try again in a moment.", 1)
        self._queues.setdefault(client, deque()).append(job)  # type: ignore[arg-type]
        self._waiting += 1
        self._start_next()
        return job

    async def run(
        self, client: Hashable, work: Callable[[], T], is_wanted: Callable[[], bool] | None = None
    ) -> T:
        """Return the result of the work. Raises what it raises, Overloaded and Abandoned.

        Cancelled before its turn, it is never run; cancelled later, this ends when the work does.
        """
        job = self.submit(client, work, is_wanted)
        try:
            return await asyncio.shield(job.result)
        except asyncio.CancelledError:
            if not self.withdraw(job):
                await asyncio.wait({job.result})
            raise

    def withdraw(self, job: Job[T]) -> bool:
        """Drop a job that still waits; returns whether it did."""
        queue = self._queues.get(job.client, ())
        if job not in queue:
            return False
        self._remove(job)  # type: ignore[arg-type]
        job.finish(None, Abandoned())
        return True

    def close(self) -> None:
        """End the threads, without waiting for them."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _has_room(self, client: Hashable) -> bool:
        if self._waiting >= self._max_waiting:
            return False
        return len(self._queues.get(client, ())) < self._max_per_client

    def _drop_unwanted(self) -> None:
        for job in [job for queue in self._queues.values() for job in queue]:
            if job.is_wanted is not None and not job.is_wanted():
                self.withdraw(job)

    def _remove(self, job: Job[object]) -> None:
        queue = self._queues[job.client]
        queue.remove(job)
        self._waiting -= 1
        if not queue:
            del self._queues[job.client]

    def _start_next(self) -> None:
        while self._free > 0 and self._queues:
            client, queue = next(iter(self._queues.items()))
            job = queue[0]
            self._remove(job)
            if queue:
                self._queues.move_to_end(client)
            if job.is_wanted is not None and not job.is_wanted():
                job.finish(None, Abandoned())
            elif monotonic() - job.since > MAX_WAIT:
                job.finish(None, Overloaded("The server is busy. Try again in a moment.", 1))
            else:
                self._free -= 1
                loop = asyncio.get_running_loop()
                self._executor.submit(self._work, job, loop)

    def _work(self, job: Job[object], loop: asyncio.AbstractEventLoop) -> None:
        """Run the job in a thread."""
        _held.slot = self, loop
        result, error = None, None
        try:
            result = job.run()
        except BaseException as raised:  # noqa: BLE001 - raised where the result is awaited
            error = raised
        finally:
            _held.slot = None
        _call(loop, lambda: self._ended(job, result, error))

    def _ended(self, job: Job[object], result: object, error: BaseException | None) -> None:
        self._free += 1
        job.finish(result, error)
        self._start_next()

    def lend(self) -> None:
        """Let another job run meanwhile; called in the loop."""
        self._free += 1
        self._start_next()

    def take_back(self) -> None:
        """Count the job as one that works again; called in the loop."""
        self._free -= 1


def _call(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(callback)


@contextmanager
def lent() -> Iterator[None]:
    """Let another job have the place of this thread, if it has one, in this block.

    For work that waits for something shared and slow, such as the hash of a password. Afterwards
    it goes on at once, beside the job that took its place.
    """
    slot: tuple[FairThreads, asyncio.AbstractEventLoop] | None = getattr(_held, "slot", None)
    if slot is None:
        yield
        return
    threads, loop = slot
    _call(loop, threads.lend)
    try:
        yield
    finally:
        _call(loop, threads.take_back)
