"""What the relay's process does now and then, beside its work."""

import time
from collections.abc import Callable

EVERY = 60.0


class Chore:
    """Work that is done once a minute; it gives how much it did.

    When it did as much as `most`, there may be more: it is due again at once.
    """

    def __init__(self, work: Callable[[], int], *, most: int | None = None) -> None:
        self._work = work
        self._most = most
        self._next = 0.0

    def run_when_due(self) -> int:
        """Do it when a minute has passed since it was begun; gives how much was done."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + EVERY
        done = self._work()
        if done == self._most:
            self._next = now
        return done
