"""A time budget for the searches and counts of one operation.

A search text can make PostgreSQL read every row: `plant -plant` finds nothing among a million posts
in 20 seconds. So statements that look for a page share a budget of seconds, those that count
another one, as a count reads all that a page leaves out; the one that exceeds it is cancelled.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import LiteralString, ParamSpec, TypeVar

from django.db import OperationalError, connections, transaction
from psycopg2.errors import QueryCanceled
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from core.common.errors import TooMuchWork

from .routing import database_of_reads

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 0.3
# A word in one of twelve posts of a million takes a tenth of it on an idle machine.
COUNT_SECONDS = 2.0
# With less than this left no statement is begun.
LEAST = 0.005

TOO_LONG = "The search exceeded its time limit. Use more specific terms or omit `totalCount`."

# No table is read from its beginning to its end: what is looked for has an index, whatever the
# planner thinks of how common it is.
_LIMIT: LiteralString = "SET LOCAL statement_timeout = %s; SET LOCAL enable_seqscan = off"
_LIMIT_AND_ONE_PROCESS: LiteralString = _LIMIT + "; SET LOCAL max_parallel_workers_per_gather = 0"


@dataclass(slots=True)
class _Budget:
    seconds: float


@dataclass(frozen=True, slots=True)
class _Budgets:
    pages: _Budget
    counts: _Budget


def _new() -> _Budgets:
    return _Budgets(_Budget(SECONDS), _Budget(COUNT_SECONDS))


_current: ContextVar[_Budgets | None] = ContextVar("search_budget", default=None)


@contextmanager
def one_search_budget() -> Iterator[None]:
    """Let what looks for pages in this block share SECONDS, and what counts COUNT_SECONDS."""
    token = _current.set(_new())
    try:
        yield
    finally:
        _current.reset(token)


def count_within_budget(selector: Callable[P, T]) -> Callable[P, T]:
    """Bound a selector whose one statement counts any number of rows.

    Outside of `one_search_budget` each call has a budget of its own. Costs a statement and a
    commit more. Raises TooMuchWork.
    """
    return _bounded(selector, _counts, one_process=False)


def page_within_budget(selector: Callable[P, T]) -> Callable[P, T]:
    """Bound a selector that looks for a page, which is mostly found at once.

    Like `count_within_budget`, by one process of PostgreSQL: to start others takes ten times as
    long.
    """
    return _bounded(selector, _pages, one_process=True)


def _pages(budgets: _Budgets) -> _Budget:
    return budgets.pages


def _counts(budgets: _Budgets) -> _Budget:
    return budgets.counts


def _bounded(
    selector: Callable[P, T], which: Callable[[_Budgets], _Budget], *, one_process: bool
) -> Callable[P, T]:

    @wraps(selector)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        budget = which(_current.get() or _new())
        if budget.seconds < LEAST:
            raise TooMuchWork(TOO_LONG)
        began = time.monotonic()
        try:
            with transaction.atomic(using=database_of_reads()):
                _limit_statements(budget.seconds, one_process=one_process)
                return selector(*args, **kwargs)
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                _leave_transaction()
                raise TooMuchWork(TOO_LONG) from error
            raise
        finally:
            budget.seconds -= time.monotonic() - began

    return run


def _leave_transaction() -> None:
    """Close the connection if it is still in the transaction that was cancelled.

    It can be the COMMIT that was: PostgreSQL then waits for a ROLLBACK, which psycopg2 does not
    send, as it takes the transaction for ended.
    """
    connection = connections[database_of_reads()]
    if connection.connection.info.transaction_status != TRANSACTION_STATUS_IDLE:
        connection.close()


def _limit_statements(seconds: float, *, one_process: bool) -> None:
    """Until the end of the transaction; PostgreSQL takes milliseconds."""
    with connections[database_of_reads()].cursor() as cursor:
        milliseconds = [round(seconds * 1000)]
        if one_process:
            cursor.execute(_LIMIT_AND_ONE_PROCESS, milliseconds)
        else:
            cursor.execute(_LIMIT, milliseconds)
