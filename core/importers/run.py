"""What the parts of one import share."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from .errors import ImportFailed

# What an import can leave out, as its report says it.
DELETED_SINCE = "lines about what was deleted here"
SELF_LOOPS = "edges from someone to themselves"
FURTHER_COLUMNS = "further columns"


class Place(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}"


class Progress(Protocol):
    """Who is told how far the import has come."""

    def begin(self, label: str, total: int) -> None:
        """A new stage, of `total` steps (bytes or documents)."""

    def advance(self, steps: int) -> None:
        """Some steps of the stage are done."""


class Silence:
    """Progress for nobody."""

    def begin(self, label: str, total: int) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""


@dataclass
class Report:
    """What an import did, in numbers by kind ("people", "follows", …)."""

    made: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    files_left_out: list[str] = field(default_factory=list)
    bad_lines: list[str] = field(default_factory=list)
    bad_lines_count: int = 0


@dataclass
class Run:
    """One import of the network `source`."""

    source: str
    skip_bad_lines: bool = False
    progress: Progress = field(default_factory=Silence)
    report: Report = field(default_factory=Report)

    def refuse(self, place: Place, reason: str) -> None:
        """A malformed line: count it where bad lines are skipped, otherwise raise ImportFailed."""
        message = f"{place}: {reason}"
        if not self.skip_bad_lines:
            raise ImportFailed(message)
        self.report.bad_lines_count += 1
        if len(self.report.bad_lines) < 3:
            self.report.bad_lines.append(message)
