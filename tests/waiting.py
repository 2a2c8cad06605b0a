"""Waiting for what happens elsewhere, without guessing how long it takes."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool], seconds: float = 20.0, every: float = 0.02) -> None:
    """Ask again and again until the condition holds; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"It did not come true within {seconds:.0f} s.")
        time.sleep(every)
