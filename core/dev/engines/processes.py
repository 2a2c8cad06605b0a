"""A child process that is started, watched and stopped, and known again by the next run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

CHILD = Path(__file__).with_name("child.py")
POLL_SECONDS = 0.05
LARGEST_LOG = 10_000_000


class StartFailed(RuntimeError):
    """A server ended, or did not answer in time, while it was being started."""


@dataclass
class ChildProcess:
    """One program that runs as our child, in a session of its own so that Ctrl-C reaches us alone.

    `record` is a file that names the running process by pid and start time, by which a later run
    proves that a leftover is its own. `user` is the (uid, gid) to run as, where it is not ours.
    """

    name: str
    command: Sequence[str]
    log: Path
    record: Path
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8.0
    folder: Path | None = None
    environ: Mapping[str, str] | None = None
    user: tuple[int, int] | None = None
    _popen: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _stop_by: float | None = field(default=None, init=False)
    _reported: int | None = field(default=None, init=False)

    def begin(self) -> None:
        """Start the program without waiting until it answers; its output is added to `log`."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        full = self.log.exists() and self.log.stat().st_size > LARGEST_LOG
        with self.log.open("wb" if full else "ab") as output:
            if full or self._reported is None:
                self._reported = output.seek(0, os.SEEK_END)
            self._popen = subprocess.Popen(  # noqa: S603 - the command is ours
                as_child(self.command, self.stop_signal, self.user),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env=self.environ,
                start_new_session=True,
            )
        self._stop_by = None
        started = psutil.Process(self._popen.pid).create_time()
        self.record.parent.mkdir(parents=True, exist_ok=True)
        self.record.write_text(json.dumps({"pid": self._popen.pid, "started": started}))

    @property
    def pid(self) -> int | None:
        """The process id while the program runs."""
        return self._popen.pid if self._popen is not None and self.is_running() else None

    def is_running(self) -> bool:
        """Whether the program was started and has not ended."""
        return self._popen is not None and self._popen.poll() is None

    def wait_until(self, answers: Callable[[], bool], seconds: float) -> None:
        """Return as soon as `answers()` holds. Raises `StartFailed` with the end of the log."""
        deadline = time.monotonic() + seconds
        while not answers():
            if not self.is_running():
                code = self._popen.returncode if self._popen is not None else None
                raise StartFailed(
                    f"{self.name} ended with code {code} while starting.\n{self.tail()}"
                )
            if time.monotonic() > deadline:
                raise StartFailed(
                    f"{self.name} did not answer within {seconds:.0f} s.\n{self.tail()}"
                )
            time.sleep(POLL_SECONDS)

    def tail(self, lines: int = 15) -> str:
        """The last lines of the log, under its name."""
        if not self.log.exists():
            return f"{self.log} is empty."
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 16_384))
            end = file.read().decode(errors="replace").splitlines()[-lines:]
        return "\n".join([f"The end of {self.log}:", *(f"  {line}" for line in end)])

    def news(self) -> list[str]:
        """Return the lines that the log has got since this was asked last, or since the start."""
        with self.log.open("rb") as file:
            file.seek(self._reported or 0)
            lines, end, _ = file.read().rpartition(b"\n")
        self._reported = (self._reported or 0) + len(lines + end)
        return lines.decode(errors="replace").splitlines()

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if the program runs."""
        if self._popen is not None and self.is_running():
            self._popen.send_signal(number)

    def ask_to_stop(self) -> None:
        """Send the stop signal, if the program runs and was not asked yet."""
        if self._popen is not None and self.is_running() and self._stop_by is None:
            self._popen.send_signal(self.stop_signal)
            self._stop_by = time.monotonic() + self.stop_seconds

    def stop(self) -> None:
        """Stop the program; kill it if it has not gone `stop_seconds` after it was asked."""
        self.ask_to_stop()
        if self._popen is not None and self._stop_by is not None:
            try:
                self._popen.wait(max(0.0, self._stop_by - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._popen.kill()
                self._popen.wait()
        self.record.unlink(missing_ok=True)

    def end_orphans(self) -> None:
        """End what our program left of its session when it died, such as workers on its port.

        Nobody else's: a number stays taken as long as a session has it.
        """
        if self._popen is None or self.is_running():
            return
        session = self._popen.pid
        end_all(
            lambda process: os.getsid(process.pid) == session, self.stop_signal, self.stop_seconds
        )

    def stop_leftover(self) -> bool:
        """Stop what an earlier run left, if `record` proves it ours. Says whether there was one."""
        process = recorded_process(self.record)
        if process is not None:
            end(process, self.stop_signal, self.stop_seconds)
        self.record.unlink(missing_ok=True)
        return process is not None


def as_child(
    command: Sequence[str], death_signal: signal.Signals, user: tuple[int, int] | None
) -> list[str]:
    """The command line that runs `command` as `user` and signals it when our process dies."""
    become = ":".join(map(str, user)) if user else ""
    arguments = [death_signal.name, become, str(os.getpid())]
    return [sys.executable, "-I", "-S", str(CHILD), *arguments, *command]


def recorded_process(record: Path) -> psutil.Process | None:
    """The live process that `record` names, or None: its pid may since have become another's."""
    try:
        noted = json.loads(record.read_text())
        process = psutil.Process(noted["pid"])
        same = abs(process.create_time() - noted["started"]) < 1
        lives = process.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    return process if same and lives else None


def listens(process: psutil.Process, port: int) -> bool:
    """Return whether this process has a TCP port; where the system does not say, it is believed."""
    try:
        return any(
            connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            for connection in process.net_connections("tcp")
        )
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def end(process: psutil.Process, stop_signal: signal.Signals, seconds: float) -> None:
    """End a process that is not our child: asked first, killed if it stays."""
    try:
        process.send_signal(stop_signal)
        process.wait(seconds)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(seconds)
    except psutil.NoSuchProcess:
        return


def end_all(
    is_meant: Callable[[psutil.Process], bool], stop_signal: signal.Signals, seconds: float
) -> None:
    """End every process that is meant: all asked first, what stays after `seconds` killed.

    None of them is our child, and a zombie counts as ended.
    """
    deadline = time.monotonic() + seconds
    asked: set[psutil.Process] = set()
    while left := {process for process in psutil.process_iter() if _holds(is_meant, process)}:
        late = time.monotonic() > deadline
        for process in left if late else left - asked:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL if late else stop_signal)
        asked |= left
        time.sleep(POLL_SECONDS)


def _holds(is_meant: Callable[[psutil.Process], bool], process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and is_meant(process)
    except (psutil.NoSuchProcess, psutil.AccessDenied, ProcessLookupError):
        return False
