"""Periodic tasks of the relay process."""

import time
from collections.abc import Callable

EVERY = 60.0


class PeriodicTask:
    """Work that is done once a minute; it returns how many rows it processed."""

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self._next = 0.0

    def run_when_due(self) -> int:
        """Run it when a minute has passed since the last start; returns its result, or 0."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + EVERY
        return self._work()
