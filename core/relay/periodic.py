"""Periodic tasks of the relay process."""

import logging
import time
from collections.abc import Callable

from django.db import Error, connection

from core.common.signals import task_failed
from graph.errors import GraphUnavailable

logger = logging.getLogger(__name__)

EVERY = 60.0


class PeriodicTask:
    """Work that is done every so many seconds; it returns how many rows it processed."""

    def __init__(self, name: str, work: Callable[[], int], *, every: float | None = None) -> None:
        """`name` is the task in the log and in the metrics."""
        self._name = name
        self._work = work
        self._every = every
        self._next = 0.0

    def run_when_due(self) -> int:
        """Run it when its time has passed since the last start; returns its result, or 0.

        Never raises: a failed task is counted, and tried again that much later.
        """
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + (EVERY if self._every is None else self._every)
        try:
            return self._work()
        except Exception as error:  # noqa: BLE001 - one task's trouble must not end the others
            note_failure(self._name, error)
            return 0


def note_failure(name: str, error: Exception) -> None:
    """Count and log that a task failed; its connection to PostgreSQL may be part of the trouble."""
    task_failed.send(None, task=name)
    if isinstance(error, GraphUnavailable):
        logger.warning("relay: %s put off, Neo4j unavailable", name)
        return
    logger.error("relay: %s failed", name, exc_info=error)
    if isinstance(error, Error):
        connection.close()
