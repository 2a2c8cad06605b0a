"""The cursor of an event: its id in the API, from which a client resumes."""

import re
from dataclasses import dataclass

from core.common.errors import InvalidInput

_SHAPE = re.compile(r"([0-9a-f]{1,16})-([0-9a-f]{1,16})-([0-9a-f]{1,16})\Z")


@dataclass(frozen=True, slots=True)
class EventCursor:
    """After everything that transactions below `floor` have written, and after this `event`.

    `event` is 0 at the beginning of a stream. `era` identifies the event log (`LiveLog.era`).
    """

    era: int
    floor: int
    event: int

    def __str__(self) -> str:
        return f"{self.era:x}-{self.floor:x}-{self.event:x}"


def parse_cursor(text: str) -> EventCursor:
    """Parse the text of a cursor. Raises InvalidInput, naming `after`."""
    found = _SHAPE.match(text)
    if found is None:
        raise InvalidInput("Invalid event ID. Use an ID returned by this API, unchanged.", "after")
    return EventCursor(*(int(part, 16) for part in found.groups()))
