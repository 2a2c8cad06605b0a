"""A program of ours whose code can be replaced while it runs.

    python -m core.dev.engines.reloader [--listen HOST:PORT] gunicorn [OPTION …]
    python -m core.dev.engines.reloader COMMAND [OPTION …]     where COMMAND is one of manage.py

This process imports the packages of others, which is most of a start, and nothing of ours but the
choice of Django's driver. The program is a fork of it, which imports our code as it is on disk.
SIGHUP forks a second one; as soon as that has imported everything, the first is asked to stop
(SIGTERM) and finishes what it has begun. Code that cannot be imported leaves its traceback in the
log and the first program running. Both accept from one socket, so no connection is refused in
between.
"""

import ctypes
import importlib
import os
import runpy
import signal
import socket
import sys
import traceback
from argparse import REMAINDER, ArgumentParser
from contextlib import suppress

from core.settings.driver import settle_on_psycopg2

# Of what takes long to import, that which does not ask for Django's settings: they are our code.
PACKAGES = (
    "a2wsgi", "argon2", "botocore.config", "django.contrib.admin", "django.contrib.postgres.search",
    "django.contrib.staticfiles.finders", "django.core.handlers.wsgi",
    "django.db.backends.postgresql.base", "django.db.migrations.operations", "django.test.client",
    "environ", "graphene", "graphql_relay", "gunicorn.app.wsgiapp", "gunicorn.glogging", "jwt",
    "neo4j", "neomodel", "promise", "pythonjsonlogger.json", "rich.progress", "storages",
    "text_unidecode", "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl", "uvloop",
)  # fmt: skip
# SIGUSR1 comes from a program that has imported everything.
SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGCHLD}
SET_PARENT_DEATH_SIGNAL = 1


class Reloader:
    """The program that serves, and the one that is to take its place."""

    def __init__(self, program: list[str]) -> None:
        self._program = program
        self._serving: int | None = None
        self._loading: int | None = None

    def run(self) -> int:
        """Keep the program running until SIGTERM or its own end; return its exit code."""
        self._fork()
        while True:
            number = signal.sigwait(SIGNALS)
            if number == signal.SIGHUP:
                self._fork()
            elif number == signal.SIGUSR1:
                self._replace()
            elif number == signal.SIGCHLD:
                if (code := self._reap()) is not None:
                    return code
            else:
                return self._stop()

    def _fork(self) -> None:
        """Start a program; one that still loads has old code and did nothing yet."""
        if self._loading is not None:
            os.kill(self._loading, signal.SIGKILL)
        parent = os.getpid()
        self._loading = os.fork()
        if self._loading == 0:
            become(self._program, parent)

    def _replace(self) -> None:
        if self._loading is not None:
            self._ask_to_stop(self._serving)
            self._serving, self._loading = self._loading, None

    def _reap(self) -> int | None:
        """Take note of what has ended; return the exit code of a program that leaves none."""
        for pid, code in ended():
            if pid == self._loading:
                self._loading = None
                if self._serving is None:
                    return code
                print(f"{self._program[0]}: the code before goes on.", file=sys.stderr, flush=True)
            elif pid == self._serving:
                self._stop()
                return code
        return None

    def _stop(self) -> int:
        self._ask_to_stop(self._serving)
        self._ask_to_stop(self._loading)
        with suppress(ChildProcessError):
            while True:
                os.wait()
        return 0

    @staticmethod
    def _ask_to_stop(pid: int | None) -> None:
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def ended() -> list[tuple[int, int]]:
    """Return (pid, exit code) of every child that has ended since."""
    found = []
    with suppress(ChildProcessError):
        while (status := os.waitpid(-1, os.WNOHANG))[0]:
            found.append((status[0], os.waitstatus_to_exitcode(status[1])))
    return found


def become(program: list[str], parent: int) -> None:
    """In a fork: import the program, tell `parent`, run to its end. Does not return."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("The parent died before its child began.")
    try:
        load(program[0])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is in the code that was saved
        sys.exit(traceback_of(error))
    os.kill(parent, signal.SIGUSR1)
    if program[0] == "gunicorn":
        sys.argv = program
        runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)
    else:
        sys.argv = ["manage.py", *program]
        runpy.run_path("manage.py", run_name="__main__")
    sys.exit()


def load(name: str) -> None:
    """Import all of our code that the program is made of."""
    if name == "gunicorn":
        # The configuration first: it names a folder to a library that the application imports.
        importlib.import_module("core.server.gunicorn")
        importlib.import_module("core.server.asgi")
    else:
        importlib.import_module("django").setup()
        importlib.import_module(f"core.management.commands.{name}")


def traceback_of(error: Exception) -> str:
    """Return the traceback without the frames of this file and of `importlib`."""
    trace = traceback.TracebackException.from_exception(error)
    frames = [each for each in trace.stack if each.filename not in (__file__, importlib.__file__)]
    trace.stack = traceback.StackSummary.from_list(
        [each for each in frames if not each.filename.startswith("<frozen importlib")]
    )
    return "".join(trace.format()).rstrip()


def main() -> int:
    """Run the program that the arguments name."""
    parser = ArgumentParser()
    parser.add_argument("--listen")
    parser.add_argument("program", nargs=REMAINDER)
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    settle_on_psycopg2()  # or the packages would choose for all programs
    for name in PACKAGES:
        importlib.import_module(name)
    program = options.program
    if options.listen:
        host, _, port = options.listen.rpartition(":")
        listener = socket.create_server((host, int(port)), backlog=2048)
        program.append(f"--bind=fd://{listener.fileno()}")
    return Reloader(program).run()


if __name__ == "__main__":
    # Nothing is left to do, and taking all the modules apart takes long.
    os._exit(main())
