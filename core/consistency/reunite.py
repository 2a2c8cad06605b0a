"""Bringing the stores together again, where they do not belong together."""

import logging

from core.common.progress import Progress
from core.journal.pairing import Apart, compare

from .rebuild import AlreadyRebuilding, rebuild

logger = logging.getLogger(__name__)


class Silence:
    """Progress that is not shown."""

    def begin(self, label: str, total: int) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""


def reunite(progress: Progress) -> Apart | None:
    """Rebuild the graph if it does not belong to PostgreSQL; return why it did not.

    Raises AlreadyRebuilding, GraphUnavailable, ForeignGraph among them, and StillWriting.
    """
    why = compare(thoroughly=True)
    if why is not None:
        rebuild(progress)
    return why


def reunite_beside_the_relay(reason: str) -> None:
    """Rebuild the graph and log it; another process may be doing so already."""
    logger.error("%s The graph is rebuilt from PostgreSQL; entries wait meanwhile.", reason)
    try:
        rebuild(Silence())
    except AlreadyRebuilding:
        logger.warning("Another process is rebuilding the graph.")
    else:
        logger.warning("The graph is rebuilt from PostgreSQL.")
