"""Transactions that are run again after a conflict with another."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import Error, OperationalError, connection, transaction

from core.common.errors import Overloaded

from .errors import is_conflict, is_lock_timeout

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

# Runs of one call, each after a longer pause: about half a second together.
ATTEMPTS = 6
FIRST_PAUSE = 0.02

LOCKED = "Somebody else is changing this at the moment. Try again."


def atomic_with_retry(service: Callable[P, T]) -> Callable[P, T]:
    """Run the service in a transaction, and again when PostgreSQL rolled it back for a conflict.

    Locks are taken in one order everywhere, but a statement that deletes many rows takes them in
    an order of its own, so two transactions can deadlock; PostgreSQL then ends one of them. Inside
    another transaction the service is a part of that one, which is run again as a whole. So a
    service must not change its arguments, nor do anything outside PostgreSQL except on commit; and
    what runs on commit must not raise.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        def once() -> T:
            with transaction.atomic():
                return service(*args, **kwargs)

        return retry_on_conflict(once)

    return run


def retry_on_conflict(run: Callable[[], T], *, attempts: int = ATTEMPTS) -> T:
    """Return the result of `run`, a transaction of its own, run at most `attempts` times.

    Inside another transaction it is run once, as only the outer one can be repeated. Raises
    Overloaded when another transaction holds a lock for longer than this process waits.
    """
    if connection.in_atomic_block:
        return run()
    for attempt in range(attempts):
        try:
            return run()
        except OperationalError as error:
            if is_lock_timeout(error):
                raise Overloaded(LOCKED, 1) from error
            if not is_conflict(error) or attempt == attempts - 1:
                raise
            logger.info("Transaction conflict; running the transaction again.")
        time.sleep(random.uniform(0.5, 1.0) * FIRST_PAUSE * 2**attempt)  # noqa: S311
    raise AssertionError("The last attempt returns or raises.")


@contextmanager
def after_commit() -> Iterator[None]:
    """Leave database errors in the block, after a commit, to the relay.

    A dead connection is closed, so that the next statement of the same request gets a new one.
    """
    try:
        yield
    except Error as error:
        logger.warning("PostgreSQL failed after a commit; left to the relay: %s", error)
        connection.close_if_unusable_or_obsolete()
