"""Now and then: deleting the image files that a crash has left behind."""

import logging
import time

from .files import BATCH, sweep_files

logger = logging.getLogger(__name__)

EVERY = 60.0


class FileSweep:
    """Sweeps doomed files that are due; any number of processes may."""

    def __init__(self) -> None:
        self._next = 0.0

    def run_when_due(self) -> int:
        """Sweep once a minute; gives the number of files taken in hand."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + EVERY
        swept = sweep_files()
        if swept == BATCH:
            self._next = now  # there may be more, after the journal had its turn
        if swept:
            logger.info("Swept %d image files that were left behind.", swept)
        return swept
