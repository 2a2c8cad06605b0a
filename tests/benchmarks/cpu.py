"""Processor time of process trees, from /proc.

What a process has waited for is counted in its own record (proc(5), `cutime` and `cstime`), so a
tree's time also has that of children that ended.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Stat(NamedTuple):
    """A process: its parent, and the clock ticks that it and its ended children took."""

    parent: int
    ticks: int


def parse_stat(text: str) -> Stat:
    """Parse /proc/PID/stat. The name, in parentheses, may itself have any character."""
    fields = text.rpartition(")")[2].split()
    return Stat(parent=int(fields[1]), ticks=sum(map(int, fields[11:15])))


def tree_ticks(stats: Mapping[int, Stat], root: int) -> int:
    """Return the ticks of a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for pid, stat in stats.items():
        children.setdefault(stat.parent, []).append(pid)
    ticks, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        if pid in stats:
            ticks += stats[pid].ticks
        waiting += children.get(pid, ())
    return ticks


def read_stats(proc: Path = PROC) -> dict[int, Stat]:
    """Return every process of this machine. Cost: about 20 µs a process."""
    return dict(_read(proc))


def _read(proc: Path) -> Iterator[tuple[int, Stat]]:
    for folder in proc.iterdir():
        if folder.name.isdecimal():
            try:
                yield int(folder.name), parse_stat((folder / "stat").read_text())
            except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                continue


class Cpu:
    """Takes the time of several trees between two moments."""

    def __init__(self, roots: Mapping[str, int]) -> None:
        self._roots = roots
        self._before = self._ticks()

    def milliseconds(self) -> dict[str, float]:
        """Return what each tree has taken since the object was made."""
        return {
            name: (ticks - self._before[name]) * 1_000 / TICKS_PER_SECOND
            for name, ticks in self._ticks().items()
        }

    def _ticks(self) -> dict[str, int]:
        stats = read_stats()
        return {name: tree_ticks(stats, root) for name, root in self._roots.items()}
