"""Filling the words of rows that have none: in batches, the newest first, beside all other work."""

from collections.abc import Callable, Sequence
from typing import Any, LiteralString

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.jobs.retry import Backoff

# Rows of one transaction, which are locked for about 0.1 s.
BATCH = 500
QUEUE = "housekeeping"
EVERY_MINUTE = "* * * * *"

HIGHEST = 2**63 - 1

Fill = Callable[[int], int | None]
"""Fills the newest rows without words whose id is lower than this one, in one transaction; returns
the lowest id of them, or None where there was none. Rows that somebody has locked are left."""


def unread_rows(select: LiteralString, below: int) -> list[tuple[Any, ...]]:
    """Return id and texts of the newest rows without words below this id, which stay locked.

    One SQL statement, in the caller's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(select, [below, BATCH])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def fill_rows(
    update: LiteralString, rows: Sequence[tuple[Any, ...]], words_of: Callable[..., str]
) -> int | None:
    """Write the words of the texts of each row; returns the lowest id, None without rows.

    One SQL statement, none without rows.
    """
    ids: list[int] = [row[0] for row in rows]
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(update, [ids, [words_of(*texts) for _, *texts in rows]])
    return min(ids, default=None)


def every_minute(name: str, fill: Fill) -> None:
    """Register the job of this name, which costs an index probe where there is nothing to do.

    It may run any number of times and at the same time. A worker that stops returns it to the
    queue between two batches.
    """

    def run(context: JobContext, timestamp: int) -> None:
        below = fill(HIGHEST)
        while below is not None:
            if context.should_abort():
                raise JobAborted
            below = fill(below)

    task = app.task(name=name, queue=QUEUE, queueing_lock=name, retry=Backoff(), pass_context=True)
    app.periodic(cron=EVERY_MINUTE)(task(run))
