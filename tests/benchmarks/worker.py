"""The one process that answers, and what an answer takes of it."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import psutil

from tests.memory import megabytes

from .servers import Bench

T = TypeVar("T")

# Linux's clock of all threads of a process. Source: posix-timers_types.h, MAKE_PROCESS_CPUCLOCK.
SCHEDULED = 2


class Taken(NamedTuple, Generic[T]):
    """What was answered; seconds until then, seconds of processor time, MB at the most."""

    answer: T
    seconds: float
    processor: float
    megabytes: float


class Worker:
    """A process whose processor time and memory are read from outside."""

    def __init__(self, pid: int) -> None:
        self._clock = (~pid << 3) | SCHEDULED
        self._pid = pid

    def measured(self, ask: Callable[[], T]) -> Taken[T]:
        """Ask once, while nobody else does."""
        # Resets the peak. Source: proc(5).
        Path(f"/proc/{self._pid}/clear_refs").write_text("5")
        before, processor = megabytes("VmRSS", self._pid), time.clock_gettime(self._clock)
        began = time.perf_counter()
        answer = ask()
        seconds = time.perf_counter() - began
        processor = time.clock_gettime(self._clock) - processor
        return Taken(answer, seconds, processor, max(0.0, megabytes("VmHWM", self._pid) - before))


@contextmanager
def one_worker(bench: Bench, **environment: str) -> Iterator[Worker]:
    """A server that has done nothing yet, with one worker; stopped at the end of the block."""
    os.environ.update(environment, WEB_CONCURRENCY="1")
    bench.web.begin()
    bench.web.wait()
    try:
        assert bench.web.process.pid is not None
        (worker,) = psutil.Process(bench.web.process.pid).children()
        yield Worker(worker.pid)
    finally:
        bench.web.process.ask_to_stop()
        bench.web.stop()
