"""Programs that are run, clocks that are read, and tables that come of it."""

import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[3]
# Parts of the transcript, which are made one by one.
PARTS = ROOT / "var" / "transcript"


def run(*command: str, cwd: Path = ROOT, env: Mapping[str, str] = MappingProxyType({})) -> str:
    """What the command wrote, errors included. Raises RuntimeError where it fails."""
    done = attempt(*command, cwd=cwd, env=env)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
    return done.stdout


def attempt(
    *command: str, cwd: Path = ROOT, env: Mapping[str, str] = MappingProxyType({})
) -> "subprocess.CompletedProcess[str]":
    """Run a command that may fail; both its streams are in `stdout`."""
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


class Clock:
    """Runs from when it is made; as text, so many seconds."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __str__(self) -> str:
        return f"{time.monotonic() - self._start:.1f} s"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
