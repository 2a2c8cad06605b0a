"""The one process that answers, and what an answer takes of it."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import psutil

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
        self._proc = Path(f"/proc/{pid}")

    def measured(self, ask: Callable[[], T]) -> Taken[T]:
        """Ask once, while nobody else does."""
        (self._proc / "clear_refs").write_text("5")  # the peak begins anew. Source: proc(5)
        before, processor = self._megabytes("VmRSS"), time.clock_gettime(self._clock)
        began = time.perf_counter()
        answer = ask()
        seconds = time.perf_counter() - began
        processor = time.clock_gettime(self._clock) - processor
        return Taken(answer, seconds, processor, max(0.0, self._megabytes("VmHWM") - before))

    def _megabytes(self, name: str) -> float:
        found = re.search(rf"{name}:\s+(\d+)", (self._proc / "status").read_text())
        assert found is not None
        return int(found[1]) / 1024


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
