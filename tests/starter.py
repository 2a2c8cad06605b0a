"""The process that `programs.py` has forked: `python -m tests.starter FD`.

It imports the packages of others, which is most of the start of a program of ours, and nothing of
ours but the choice of Django's driver, as the reloader of `make run` does. A program is a fork of
it that takes on its outputs, environment and arguments, and imports our code itself.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from core.dev.engines.reloader import PACKAGES, ended
from core.settings.driver import settle_on_psycopg2

MAX_REQUEST = 1 << 17


class Starter:
    """Forks programs, and passes their exit codes on."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._ends: dict[int, socket.socket] = {}
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the tests
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno())

    def run(self) -> list[str] | None:
        """Serve as long as the tests last; in a fork return the arguments of its program."""
        with DefaultSelector() as selector:
            selector.register(self._control, EVENT_READ)
            selector.register(self._woken, EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if self._woken in ready:
                    self._report_ends()
                if self._control in ready:
                    request, fds, _, _ = socket.recv_fds(self._control, MAX_REQUEST, 3)
                    if not request:
                        return None
                    out, err, end = fds
                    if (pid := os.fork()) == 0:
                        self._let_go()
                        return take_on(json.loads(request), out, err, end)
                    os.close(out)
                    os.close(err)
                    self._ends[pid] = socket.socket(fileno=end)
                    self._control.send(str(pid).encode())

    def _report_ends(self) -> None:
        self._woken.recv(4096)
        for pid, code in ended():
            with self._ends.pop(pid) as end, suppress(OSError):  # nobody may want to know
                end.send(str(code).encode())

    def _let_go(self) -> None:
        """In a fork: keep nothing of this process."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for each in (self._control, self._woken, self._waker, *self._ends.values()):
            each.close()


def take_on(request: dict[str, Any], out: int, err: int, end: int) -> list[str]:
    """Have the outputs and the environment of a program; return its arguments."""
    os.dup2(out, 1)
    os.dup2(err, 2)
    for fd in (out, err, end):
        os.close(fd)
    os.environ.clear()
    os.environ.update(request["environ"])
    arguments: list[str] = request["arguments"]
    return arguments


def execute(first: str, *rest: str) -> None:
    """Run `-m MODULE …`, `-c CODE` or `FILE …`, as Python does."""
    sys.argv = [first, *rest]
    if first == "-m":
        sys.argv = list(rest)
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(rest[0], {"__name__": "__main__"})  # noqa: S102 - a program of a test
    else:
        runpy.run_path(first, run_name="__main__")


def main() -> None:
    """Import, and serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    settle_on_psycopg2()  # or the packages would choose for all programs
    for name in PACKAGES:
        importlib.import_module(name)
    gc.freeze()  # nothing of it is garbage, and what nobody looks at stays shared
    arguments = Starter(control).run()
    if arguments is None:
        os._exit(0)
    execute(*arguments)


if __name__ == "__main__":
    main()
