"""Stopping a process, as a machine does that hangs."""

import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from .waiting import wait_until

# Stopped, or ended before it could be.
STOPPED = {"T", "Z", "X"}


def freeze(process: psutil.Process) -> None:
    """Send SIGSTOP, and wait until every thread has stopped: one may just answer a request."""
    process.send_signal(signal.SIGSTOP)
    wait_until(lambda: STOPPED.issuperset(_states(process.pid)))


def _states(pid: int) -> Iterator[str]:
    """The states of all threads. Source: proc_pid_stat(5), where a name may have brackets."""
    with suppress(FileNotFoundError, ProcessLookupError):  # it has ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield (task / "stat").read_text().rpartition(") ")[2][0]
