"""A process that makes pictures, as its parent sees it."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic

from .errors import InvalidImage
from .limits import Limits
from .messages import receive, send
from .processed import ProcessedImage
from .rules import ImageRules

# Seconds for a start, which takes 0.2 on an idle machine.
START_SECONDS = 20
_ROOT = Path(__file__).resolve().parents[2]
# What a Python may need to start. Nothing else of the environment, as secrets are in there.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH")


class NotStarted(Exception):
    """The process could not be started, or ended before it could be used."""


class Failed(Exception):
    """No picture came back: the text says why, for the log. The process is of no more use."""


class ChildProcess:
    """One process of `core.media.child`, which makes one picture at a time.

    To be used by one thread that lasts as long as this process, as the child ends with the thread
    that started it.
    """

    def __init__(self, limits: Limits) -> None:
        """Start it. Raises NotStarted. Costs 0.2 s of a processor."""
        self._limits = limits
        # How many uploads it was sent, and whether it has the last one whole.
        self.pictures = 0
        self.is_asked = False
        ours, theirs = socket.socketpair()
        self._channel = ours
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - a program of ours
                    [
                        *(sys.executable, "-m", "core.media.child"),
                        *(str(os.getpid()), str(limits.megabytes)),
                    ],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    cwd=_ROOT,
                    env={
                        # A single heap, so that a limit of addresses is one of memory.
                        "MALLOC_ARENA_MAX": "1",
                        **{name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                    },
                )
        except OSError as error:
            ours.close()
            raise NotStarted(str(error)) from error
        try:
            receive(ours, by=monotonic() + START_SECONDS)
        except (EOFError, OSError, ValueError) as error:
            self.end()
            raise NotStarted(self._end_in_words()) from error

    @property
    def pid(self) -> int:
        """Return its number."""
        return self._process.pid

    def lives(self) -> bool:
        """Return whether it can be asked."""
        return self._process.poll() is None

    def process(self, content: bytes, rules: ImageRules) -> ProcessedImage:
        """Return what it makes of an upload. Raises InvalidImage.

        Raises Failed when it is to be ended, and NotStarted if it ended before it began: that was
        not the picture's doing.
        """
        self.pictures += 1
        self.is_asked = False
        seconds, cpu_seconds = self._limits.seconds, self._limits.cpu_seconds
        by = monotonic() + seconds
        # Its own clock counts for the case that this process is ended meanwhile.
        request = {"rules": asdict(rules), "seconds": seconds + 1, "cpu_seconds": cpu_seconds}
        try:
            send(self._channel, request, content, by=by)
            self.is_asked = True
            receive(self._channel, by=by)
        except TimeoutError:
            raise Failed("It did not begin.") from None
        except (EOFError, OSError, ValueError) as error:
            raise NotStarted(repr(error)) from error
        try:
            facts, blob = receive(self._channel, by=by)
        except TimeoutError:
            raise Failed(f"It took more than {seconds} seconds.") from None
        except (EOFError, OSError, ValueError):
            self.end()
            raise Failed(self._end_in_words()) from None
        if "refused" in facts:
            raise InvalidImage(facts["refused"])
        if "failed" in facts:
            raise Failed(facts["failed"])
        at = facts["large"]
        return ProcessedImage(large=blob[:at], small=blob[at:], **facts["image"])

    def end(self) -> None:
        """End it, whatever it does."""
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def forget(self) -> None:
        """Close the socket, in a fork: the child belongs to the process that started it."""
        self._channel.close()

    def _end_in_words(self) -> str:
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return "It took too much of the processor."
        with suppress(ValueError):
            return f"It ended with {signal.Signals(-code).name}."
        return f"It ended with {code}."
