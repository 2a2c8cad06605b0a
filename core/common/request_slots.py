"""How many requests a process works on at once, apart from those that wait for something slow.

A request holds a slot while it runs. Where it has to wait for a shared worker, such as the hashing
of passwords, it lends its slot to another request meanwhile, so that those that wait do not keep
everybody else from being answered.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_held = threading.local()


class SlottedThreads(ThreadPoolExecutor):
    """Threads of which `slots` work at once; `lenders` more may wait for something slow."""

    def __init__(self, slots: int, *, lenders: int) -> None:
        super().__init__(slots + lenders, thread_name_prefix="request")
        self._slots = threading.Semaphore(slots)

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run this in a thread once a slot is free."""
        return super().submit(self._run, partial(work, *args, **kwargs))

    def _run(self, work: Callable[[], T]) -> T:
        with self._slots:
            _held.slots = self._slots
            try:
                return work()
            finally:
                _held.slots = None


@contextmanager
def lent() -> Iterator[None]:
    """Let another request have the slot of this thread, if it has one, in this block."""
    slots: threading.Semaphore | None = getattr(_held, "slots", None)
    if slots is None:
        yield
        return
    slots.release()
    try:
        yield
    finally:
        slots.acquire()
