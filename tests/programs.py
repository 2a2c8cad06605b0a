"""Programs of ours as processes of their own, which start in a third of the usual time.

They are forks of one process that has imported the packages of others (`starter.py`), and else what
`subprocess` would make: with an environment, outputs and an exit code of their own.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import IO, cast

ROOT = Path(__file__).resolve().parents[1]
_asking = Lock()


class Program:
    """A program that is started by the arguments of Python, such as `manage.py check`.

    It writes to the files that are given, or to pipes.
    """

    def __init__(
        self,
        *arguments: str | Path,
        environ: Mapping[str, str] | None = None,
        output: IO[bytes] | None = None,
        errors: IO[bytes] | None = None,
    ) -> None:
        self.returncode: int | None = None
        self.stdout, out = _outlet(output)
        self.stderr, err = _outlet(errors)
        self._end, end = socket.socketpair()
        request = {
            "arguments": [str(argument) for argument in arguments],
            "environ": dict(os.environ if environ is None else environ),
        }
        try:
            with _asking:
                control = _starter()
                socket.send_fds(control, [json.dumps(request).encode()], [out, err, end.fileno()])
                self.pid = int(control.recv(32))
        finally:
            os.close(out)
            os.close(err)
            end.close()

    def poll(self) -> int | None:
        """Return the exit code once there is one; that of a signal is negative."""
        return self._ended_within(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code. Raises `subprocess.TimeoutExpired`."""
        code = self._ended_within(timeout)
        if code is None:
            raise self._late(timeout)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end; return what of its output was not read yet, and of its errors."""
        texts = ["", ""]

        def read(number: int, stream: IO[str]) -> None:
            with stream:
                texts[number] = stream.read()

        streams = [
            Thread(target=read, args=(number, stream), daemon=True)
            for number, stream in enumerate((self.stdout, self.stderr))
            if stream is not None and not stream.closed
        ]
        for each in streams:
            each.start()
        for each in streams:
            each.join(timeout)
            if each.is_alive():
                raise self._late(timeout)
        self.wait(timeout)
        return texts[0], texts[1]

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        with suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)

    def _ended_within(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._end], [], [], seconds)[0]:
            self.returncode = int(self._end.recv(32))
            self._end.close()
        return self.returncode

    def _late(self, seconds: float | None) -> subprocess.TimeoutExpired:
        return subprocess.TimeoutExpired(f"program {self.pid}", seconds or 0)


def run(
    *arguments: str | Path, environ: Mapping[str, str] | None = None, timeout: float = 120
) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end; return its exit code and what it wrote."""
    program = Program(*arguments, environ=environ)
    try:
        out, err = program.communicate(timeout)
    finally:
        program.kill()
    return subprocess.CompletedProcess(arguments, program.wait(), out, err)


def _outlet(file: IO[bytes] | None) -> tuple[IO[str] | None, int]:
    """Return the end of a pipe to read from, unless there is a file; and where to write."""
    if file is not None:
        return None, os.dup(file.fileno())
    reader, writer = os.pipe()
    return cast(IO[str], os.fdopen(reader, encoding="utf-8")), writer


@cache
def _starter() -> socket.socket:
    """Start the process that is forked; return the socket on which it is asked."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "tests.starter", str(theirs.fileno())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    return control
