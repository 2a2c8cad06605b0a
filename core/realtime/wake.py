"""Waking the event readers after a commit, in this process and in all others.

NOTIFY is no part of the transaction that wrote the events: PostgreSQL lets only one transaction
with a NOTIFY commit at a time, and waits for the disk meanwhile, which cost 8 writers two thirds of
their throughput. So it follows the commit, where it costs nothing measurable; and as it only wakes,
one that is lost with its process delays events by a second and loses none. Source: PostgreSQL,
PreCommit_Notify in commands/async.c.
"""

import logging
from collections.abc import Callable

from django.db import Error, connection

logger = logging.getLogger(__name__)

CHANNEL = "live"

_neighbour: Callable[[], None] | None = None


def wake() -> None:
    """Wake the readers of events; never raises."""
    if _neighbour is not None:
        _neighbour()
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    except Error as error:
        logger.warning("subscriptions: NOTIFY failed, readers poll: %s", error)
        connection.close_if_unusable_or_obsolete()


def wake_by(neighbour: Callable[[], None] | None) -> None:
    """Let `wake` call the event reader of this process, which notifies the others."""
    global _neighbour  # noqa: PLW0603 - a process has one reader
    _neighbour = neighbour
