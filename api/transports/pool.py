"""The threads that make events into answers: few, so that requests keep the processor."""

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
    """What `run` gives; it may use both stores."""

    def work() -> T:
        # As Django does at the beginning of a request: a connection that broke is put aside.
        connection.close_if_unusable_or_obsolete()
        return run(*args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_threads(), work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.LIVE_THREADS, thread_name_prefix="live")
