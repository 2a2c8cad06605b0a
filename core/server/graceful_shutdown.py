"""Stopping without a failed request.

A balancer goes on sending requests to an instance until it has learnt that the instance leaves. So
an instance that is asked to stop (SIGTERM) first says so, by `/readyz`, and serves on for a while;
only then does gunicorn stop: it answers what has begun, and closes each kept connection with the
answer that says so, as answers do while it leaves. A second SIGTERM ends the waiting. Streams have
no end of their own: they are ended as soon as the worker stops, and clients come back elsewhere.
"""

import mmap
import signal
from collections.abc import Callable
from types import FrameType

# Shared by gunicorn's master, which gets the signal, and the workers that it forks later.
_leaving = mmap.mmap(-1, 1)
_at_stop: list[Callable[[], None]] = []
_stopping = False


def is_leaving() -> bool:
    """Return whether this instance was asked to stop and still serves."""
    return _leaving[0] == 1


def must_close() -> bool:
    """Return whether connections are to be closed by the next answer on them."""
    return _stopping or is_leaving()


def at_stop(end: Callable[[], None]) -> None:
    """Call `end` in the event loop when this worker begins to stop."""
    _at_stop.append(end)


def begin_to_stop() -> None:
    """Run the callbacks of `at_stop`: this worker stops."""
    global _stopping  # noqa: PLW0603 - a process stops once
    _stopping = True
    for end in _at_stop:
        end()


def leave_after(seconds: float, stop: Callable[[], None]) -> None:
    """On SIGTERM report not ready by `/readyz`, and call `stop` after `seconds`.

    To be called in the master of the workers, in its main thread.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        if is_leaving() or seconds <= 0:
            stop()
            return
        _leaving[0] = 1
        signal.signal(signal.SIGALRM, lambda number, frame: stop())
        signal.setitimer(signal.ITIMER_REAL, seconds)

    signal.signal(signal.SIGTERM, leave)
