"""Work in threads, whose connections end with it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TypeVar

from django.db import connection

from core.common.errors import Overloaded

T = TypeVar("T")


def at_once(*calls: Callable[[], T]) -> list[T | Exception]:
    """Make these calls in threads that start together; return what each returned or raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | Exception:
        barrier.wait()
        try:
            return in_thread(call)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def in_thread(work: Callable[[], T]) -> T:
    """Do this in a thread, whose connection ends with it."""
    try:
        return work()
    finally:
        connection.close()


def persistent(call: Callable[[], T]) -> Callable[[], T]:
    """Return the call as a client makes it that asks again while the server is overloaded."""

    def run() -> T:
        while True:
            try:
                return call()
            except Overloaded:
                Event().wait(0.02)

    return run
