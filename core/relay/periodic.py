"""What the relay's process does now and then, beside its work."""

import time
from collections.abc import Callable

EVERY = 60.0


class Chore:
    """Work that is done once a minute; it gives how much it did."""

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self._next = 0.0

    def run_when_due(self) -> int:
        """Do it when a minute has passed since it was begun; gives how much was done."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + EVERY
        return self._work()
