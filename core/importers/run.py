"""The state of one import."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from .errors import ImportFailed

# What an import can leave out, as worded in its report.
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
    """Receives the progress of the import."""

    def begin(self, label: str, total: int) -> None:
        """Begin a stage of `total` steps (bytes or documents)."""

    def advance(self, steps: int) -> None:
        """Add done steps of the stage."""


class Silence:
    """Progress that is not shown."""

    def begin(self, label: str, total: int) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""


@dataclass
class Report:
    """The counts of an import by kind ("people", "follows", …)."""

    made: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    files_left_out: list[str] = field(default_factory=list)
    bad_lines: list[str] = field(default_factory=list)
    bad_lines_count: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class Run:
    """One import of the network `source`."""

    source: str
    skip_bad_lines: bool = False
    encoding: str = ""
    progress: Progress = field(default_factory=Silence)
    report: Report = field(default_factory=Report)

    def refuse(self, place: Place, reason: str) -> None:
        """Count a malformed line where bad lines are skipped. Otherwise raises ImportFailed."""
        message = f"{place}: {reason}"
        if not self.skip_bad_lines:
            raise ImportFailed(message)
        self.report.bad_lines_count += 1
        if len(self.report.bad_lines) < 3:
            self.report.bad_lines.append(message)
