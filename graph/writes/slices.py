"""Time slices: how long changes that touch very many edges may take at a time.

They are written in chunks, a transaction each. A request or a relay has other work to do, so it
sets a limit, after which the rest is left for another call; a command sets none.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

# Edges that one transaction deletes or changes: about 50 ms, and a few megabytes of the server's.
CHUNK = 2_000

_ends_at: ContextVar[float] = ContextVar("slice_ends_at", default=inf)


@contextmanager
def time_slice(seconds: float) -> Iterator[None]:
    """Let changes of very many edges in this block end with `Unfinished` after so many seconds.

    Each of them gets at least one chunk further, so that repeating it ends.
    """
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def is_over() -> bool:
    """Return whether the time slice has passed."""
    return time.monotonic() > _ends_at.get()
