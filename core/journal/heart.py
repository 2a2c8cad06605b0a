"""The beat that both stores count up: first PostgreSQL proposes the next one, then the graph takes
it, then PostgreSQL notes that."""

import time

from graph.writes import pairing as graph

from .pairing import compare, error_of
from .store_pair import read_row, write_row

# Seconds between two comparisons while the journal grows, and while it does not.
BUSY_SECONDS, IDLE_SECONDS = 1.0, 30.0


class Heart:
    """Compares the stores now and then, and counts the beat up while the journal grows."""

    def __init__(self) -> None:
        self._next = 0.0
        self._last_entry = -1
        self._is_first = True

    def beat_when_due(self) -> None:
        """Raises StoresApart and GraphUnavailable. Cost: one SQL statement when nothing is due."""
        now = time.monotonic()
        if now < self._next:
            return
        row = read_row()
        if row.last_entry == self._last_entry and now < self._next + IDLE_SECONDS:
            return
        why = compare(thoroughly=self._is_first)
        if why is not None:
            raise error_of(why)
        self._is_first = False
        if row.last_entry != self._last_entry:
            _beat()
        self._last_entry = row.last_entry
        self._next = now + BUSY_SECONDS


def _beat() -> None:
    write_row("UPDATE core_storepair SET beating = beat + 1 WHERE beating = beat")
    row = read_row()
    graph.advance(row.epoch, row.beating)
    write_row("UPDATE core_storepair SET beat = %s WHERE beating = %s", row.beating, row.beating)
