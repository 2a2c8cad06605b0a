"""Everything that `manage.py run` starts, watched and stopped as one.

The engines that no URL names come first, then the programs that use them. What dies is started
again after a pause that grows while it keeps dying, and so is an engine that lives and says that it
has to be; what has to be made ready for that is made ready beside the watching, because it may take
long. SIGTERM and Ctrl-C stop all of it, the users of
an engine before the engine.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from .changes import Changes
from .processes import ChildProcess
from .terminal import shown

WATCH_SECONDS = 0.3
FIRST_PAUSE_SECONDS = 0.5
MAX_PAUSE_SECONDS = 8.0
# After running this long, the next restart begins with the shortest pause again.
WELL_AFTER_SECONDS = 20.0
# An engine is asked how it is so often, and started again when it has complained so many times in
# succession: one that starts or stops complains too.
CHECK_SECONDS = 5.0
COMPLAINTS = 3


class Server(Protocol):
    """What the supervisor knows of an engine or a program."""

    name: str
    process: ChildProcess

    def prepare(self) -> None: ...
    def begin(self) -> None: ...
    def wait(self) -> None: ...
    def complaint(self) -> str: ...
    def stop(self) -> None: ...


class Program:
    """A program of our own that runs beside the engines: the web server, the relay, the worker."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        var: Path,
        folder: Path,
        answers: Callable[[], bool] = lambda: True,
        seconds: float = 60.0,
    ) -> None:
        self.name = name
        self.answers = answers
        self.seconds = seconds
        slug = name.lower().replace(" ", "-")
        self.process = ChildProcess(
            name=name,
            command=command,
            log=var / f"{slug}.log",
            record=var / f"{slug}.pid",
            stop_seconds=5.0,
            folder=folder,
        )

    def clear_leftovers(self) -> None:
        """Stop a program of ours that survived its parent."""
        self.process.stop_leftover()

    def prepare(self) -> None:
        """Make room for a start: what an earlier one left may hold our port."""
        self.clear_leftovers()
        self.process.end_orphans()

    def begin(self) -> None:
        """Start without waiting."""
        self.prepare()
        self.process.begin()

    def wait(self) -> None:
        """Return once the program answers. Raises `StartFailed`."""
        self.process.wait_until(self.answers, self.seconds)

    def complaint(self) -> str:
        """Return nothing: a program of ours that has to be started again ends."""
        return ""

    def reload(self) -> None:
        """Have a program that runs in `core.dev.engines.reloader` take the code that is on disk."""
        self.process.send(signal.SIGHUP)

    def stop(self) -> None:
        """Stop the program."""
        self.process.stop()


@dataclass
class Watched:
    """A server, and what is known of its deaths."""

    server: Server
    since: float
    pause: float = FIRST_PAUSE_SECONDS
    again_at: float | None = None
    preparation: "Preparation | None" = None
    check: "Check | None" = None
    checked_at: float = 0.0
    complaints: int = 0


class Check(threading.Thread):
    """Asks a server that runs what is wrong with it, in a thread of its own: it may hang."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._ask = server.complaint
        self.complaint = ""
        self.start()

    def run(self) -> None:
        self.complaint = self._ask()


class Preparation(threading.Thread):
    """Makes a server ready to be started again, in a thread of its own; stops it if it still runs.

    The start itself is the watching thread's: on Linux a child dies with the thread that began it.
    """

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._server = server
        self.trouble: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            if self._server.process.is_running():
                self._server.stop()
            self._server.prepare()
        except Exception as error:  # noqa: BLE001 - reported and retried by the watching thread
            self.trouble = error


@dataclass
class Supervisor:
    """Starts servers, watches over them, and stops them in the reverse of their order."""

    say: Callable[[str], None] = print
    watched: list[Watched] = field(default_factory=list)

    def begin(self, *servers: Server) -> None:
        """Start these without waiting; from now on they are watched and will be stopped."""
        for server in servers:
            self.watched.append(Watched(server, since=time.monotonic()))
            server.begin()

    def watch(self, folders: Sequence[Path] = (), parent: int | None = None) -> None:
        """Start again whatever dies, until a signal raises `Stopped` or our `parent` is gone.

        Programs are reloaded when code in `folders` changes. What they write to their logs, such as
        requests and tracebacks, is said too.
        """
        with Changes(folders) as changes:
            while parent is None or os.getppid() == parent:
                for one in self.watched:
                    self._tell_news(one)
                    self._look_after(one)
                if paths := changes.wait(WATCH_SECONDS):
                    self.reload(paths)

    def reload(self, paths: Sequence[str]) -> None:
        """Have every program take the code that is on disk; what waits to be started starts now."""
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        self.say(f"Reloading: {os.path.relpath(paths[0])}{more} changed.")
        for one in self.watched:
            if isinstance(one.server, Program):
                one.server.reload()
                if one.again_at is not None:
                    one.again_at, one.pause = 0.0, FIRST_PAUSE_SECONDS

    def _tell_news(self, one: Watched) -> None:
        if isinstance(one.server, Program):
            for line in one.server.process.news():
                if (text := shown(line)) is not None:
                    self.say(text)

    def _look_after(self, one: Watched) -> None:
        now = time.monotonic()
        if one.preparation is not None:
            if not one.preparation.is_alive():
                self._start_again(one, one.preparation.trouble)
        elif one.again_at is not None:
            if now >= one.again_at:
                one.preparation = Preparation(one.server)
        elif not one.server.process.is_running():
            if now - one.since > WELL_AFTER_SECONDS:
                one.pause = FIRST_PAUSE_SECONDS
            self._pause(one, "has ended")
        elif complaint := self._lasting_complaint(one, now):
            self._pause(one, f"has to be started again ({complaint})")

    def _lasting_complaint(self, one: Watched, now: float) -> str:
        """Return what an engine complains of, once it has done so COMPLAINTS times."""
        if one.check is None:
            if now >= one.checked_at + CHECK_SECONDS:
                one.check, one.checked_at = Check(one.server), now
            return ""
        if one.check.is_alive():
            return ""
        complaint, one.check = one.check.complaint, None
        one.complaints = one.complaints + 1 if complaint else 0
        return complaint if one.complaints >= COMPLAINTS else ""

    def _start_again(self, one: Watched, trouble: Exception | None) -> None:
        one.since, one.again_at, one.preparation = time.monotonic(), None, None
        one.check, one.complaints = None, 0
        try:
            if trouble is not None:
                raise trouble
            one.server.process.begin()
        except Exception as error:  # noqa: BLE001 - one server's trouble must not end the others
            self._pause(one, f"could not be started ({error})")

    def _pause(self, one: Watched, what: str) -> None:
        self.say(f"{one.server.name} {what}; it is started again in {one.pause:g} s.")
        one.again_at = time.monotonic() + one.pause
        one.pause = min(one.pause * 2, MAX_PAUSE_SECONDS)

    def stop(self) -> None:
        """Stop everything within 13 seconds: programs together first, then engines together."""
        programs = [one.server for one in self.watched if isinstance(one.server, Program)]
        engines = [one.server for one in self.watched if not isinstance(one.server, Program)]
        for group in (programs, engines):
            for server in group:
                server.process.ask_to_stop()
            for server in group:
                server.stop()
        self.watched.clear()


class Stopped(BaseException):
    """SIGTERM or Ctrl-C asked for the end. Not an `Exception`, so that no handler swallows it."""


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turn the first SIGTERM, SIGINT or SIGHUP into `Stopped`; later ones do not disturb that."""
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def python(*arguments: str) -> list[str]:
    """The command line that runs our own interpreter with `arguments`."""
    return [sys.executable, *arguments]
