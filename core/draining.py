"""Leaving without a failed request.

A balancer goes on sending requests to an instance until it has learnt that the instance leaves. So
an instance that is asked to stop (SIGTERM) first says so, by `/readyz`, and serves on for a while;
only then does gunicorn stop: it answers what has begun, and closes each kept connection with the
answer that says so. A second SIGTERM ends the waiting.
"""

import mmap
import signal
from collections.abc import Callable
from types import FrameType

# Shared by gunicorn's master, which gets the signal, and the workers that it forks later.
_leaving = mmap.mmap(-1, 1)


def is_leaving() -> bool:
    """Whether this instance was asked to stop and still serves."""
    return _leaving[0] == 1


def leave_after(seconds: float, stop: Callable[[], None]) -> None:
    """From now on SIGTERM makes this process say that it leaves, and `stop` `seconds` later.

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
