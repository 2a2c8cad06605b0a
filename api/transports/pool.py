"""The threads that work for sockets and streams: few, so that requests keep the processor.

Users take turns, and clients without a session by their address.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

from core.common.fair_threads import FairThreads

P = ParamSpec("P")
T = TypeVar("T")

# What may wait of one client: the operations that its sockets begin, and their events.
MAX_WAITING = 64


async def in_thread(client: Hashable, run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the result of `run` in a thread of the pool, with both stores available.

    Raises Overloaded when too much of this client waits already. If this is cancelled, `run` is
    not called, or has returned.
    """

    def work() -> T:
        # As Django does at the start of a request: discard a broken connection.
        connection.close_if_unusable_or_obsolete()
        return run(*args, **kwargs)

    return await _threads().run(client, work)


@cache
def _threads() -> FairThreads:
    # Each subscription may wait with an event, beside what clients ask for.
    waiting = 2 * settings.LIVE_PER_WORKER
    return FairThreads(settings.LIVE_THREADS, name="live", waiting=waiting, per_client=MAX_WAITING)
