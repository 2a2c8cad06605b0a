"""The threads that build responses to events: few, so that requests keep the processor."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the result of `run` in a thread of the pool, with both stores available."""

    def work() -> T:
        # As Django does at the start of a request: discard a broken connection.
        connection.close_if_unusable_or_obsolete()
        return run(*args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_threads(), work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.LIVE_THREADS, thread_name_prefix="live")
