"""What the process that makes pictures may take: set by itself, before it sees the first one.

Linux has all of these bounds; where one is missing, the deadline of the parent remains.
"""

import ctypes
import math
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Behind the threads of requests when processors are short.
NICENESS = 3
_SET_PARENT_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES = 1, 38


def confine(parent: int, megabytes: int) -> None:
    """Bound this process to so many MiB more, and let it end with `parent`.

    To be called in the main thread, with everything imported. Who serves as root is not kept from
    new processes.
    """
    # Whatever the parent does with signals, the limits must be able to end this process.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # Who asks a whole group of processes to stop lets the parent finish what it has begun.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        # The kernel takes this process first when the machine or container has no memory left.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
    if os.getppid() != parent:
        sys.exit("The parent died before its child began.")
    with suppress(OSError):
        os.nice(NICENESS)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 32)
    with suppress(FileNotFoundError):
        _limit(resource.RLIMIT_AS, _addresses() + megabytes * 2**20)


@contextmanager
def bounded_time(seconds: int, cpu_seconds: int) -> Iterator[None]:
    """End this process if the block takes more of the processor, or by the clock."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(_cpu_seconds()) + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def _limit(which: int, most: int) -> None:
    with suppress(OSError, ValueError):
        resource.setrlimit(which, (most, most))


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _addresses() -> int:
    """Return the bytes of addresses in use. Raises FileNotFoundError where no file says so."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
