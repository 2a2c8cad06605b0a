"""The cursor of an event: its id in the API, from which a client resumes."""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from core.common.errors import InvalidInput

_SHAPE = re.compile(
    r"([0-9a-f]{1,16})-([0-9a-f]{1,16}(?:\.[0-9a-f]{1,12}){0,65})-([0-9a-f]{1,16})\Z"
)
# Transactions in progress that a cursor names; of more only the first is known.
MAX_RUNNING = 64
# PostgreSQL's own limits of a transaction id and of an id.
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Seen:
    """A snapshot of PostgreSQL: what had ended below `end`, except what was `running`, in order."""

    end: int
    running: tuple[int, ...] = ()

    @property
    def floor(self) -> int:
        """The transaction below which every one had ended."""
        return self.running[0] if self.running else self.end

    @property
    def text(self) -> str:
        """The text of a `pg_snapshot`."""
        return f"{self.floor}:{self.end}:{','.join(map(str, self.running))}"

    def __str__(self) -> str:
        """Return numbers in hexadecimal, each by how much it is greater than the one before it."""
        numbers = [*self.running, self.end]
        return ".".join(f"{number:x}" for number in (numbers[0], *_steps(numbers)))


def _steps(numbers: list[int]) -> list[int]:
    return [after - before for before, after in pairwise(numbers)]


def seen_in(snapshot: str) -> Seen:
    """Return what the text of a `pg_snapshot` says."""
    _, end, running = snapshot.split(":")
    numbers = tuple(map(int, running.split(","))) if running else ()
    # As if all had ended later: then events come twice, and none is left out.
    return Seen(int(end), numbers) if len(numbers) <= MAX_RUNNING else Seen(numbers[0])


@dataclass(frozen=True, slots=True)
class EventCursor:
    """After this `event`, or, with 0 for it, after everything that is `seen` at the beginning.

    `era` identifies the event log (`LiveLog.era`). Of an event `seen` is only its floor, by which
    its row is known again.
    """

    era: int
    seen: Seen
    event: int

    def __str__(self) -> str:
        return f"{self.era:x}-{self.seen}-{self.event:x}"


def parse_cursor(text: str) -> EventCursor:
    """Parse the text of a cursor. Raises InvalidInput, naming `after`."""
    found = _SHAPE.match(text)
    if found is None:
        raise _invalid()
    era, seen, event = found.groups()
    first, *steps = (int(part, 16) for part in seen.split("."))
    *running, end = accumulate(steps, initial=first)
    if not (first > 0 and 0 not in steps and end <= _LARGEST and int(event, 16) <= _LARGEST):
        raise _invalid()
    return EventCursor(int(era, 16), Seen(end, tuple(running)), int(event, 16))


def _invalid() -> InvalidInput:
    return InvalidInput("Invalid event ID. Use an ID returned by this API, unchanged.", "after")
