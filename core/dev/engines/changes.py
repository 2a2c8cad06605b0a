"""What a developer saves: changes of our code on disk, seen as they happen."""

import logging
import os
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, watch

SUFFIXES = {".py", ".html"}
# What others write: a module that is imported for the first time makes the first.
NOT_OURS = {"__pycache__", "node_modules", "dist"}
# It tells of each change itself.
logging.getLogger("watchfiles").setLevel(logging.WARNING)
# Milliseconds: one save is several changes of a file, a `git checkout` many of many.
STEP, LONGEST = 50, 400


class Changes:
    """Watches folders of code in a thread, which sleeps until the system tells of a change."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = roots
        self._stop = threading.Event()
        self._seen: queue.Queue[set[str]] = queue.Queue()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Changes":
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop.set()

    def wait(self, seconds: float) -> list[str]:
        """Return the paths that have changed, as soon as one has; none after `seconds`."""
        with suppress(queue.Empty):
            return sorted(self._seen.get(timeout=seconds))
        return []

    def _watch(self) -> None:
        folders = code_folders(self._roots)
        while not self._stop.is_set():
            for changes in watch(
                *folders,
                watch_filter=is_code,
                recursive=False,
                step=STEP,
                debounce=LONGEST,
                stop_event=self._stop,
            ):
                self._seen.put({path for _, path in changes})
                before, folders = folders, code_folders(self._roots)
                if folders != before:
                    # What is written to a new one before it is watched must not go unseen.
                    self._seen.put(set(map(str, set(folders) ^ set(before))))
                    break


def code_folders(roots: Sequence[Path]) -> list[Path]:
    """Return every folder of ours in the roots; those of npm have thousands, of others' code."""
    found = []
    for root in roots:
        for folder, names, _ in os.walk(root):
            names[:] = sorted(set(names) - NOT_OURS)
            found.append(Path(folder))
    return found


def is_code(change: Change, path: str) -> bool:
    """Whether a change matters: of a file that programs have loaded, or of a folder."""
    if Path(path).suffix in SUFFIXES:
        return True
    return Path(path).is_dir() and Path(path).name not in NOT_OURS
