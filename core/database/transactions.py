"""A service's own transaction, run again when it collided with another."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import Error, OperationalError, connection, transaction

from .errors import is_conflict

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

# Collisions that one call survives, each after a longer pause: about half a second together.
TRIES = 6
FIRST_PAUSE = 0.02


def atomic_with_retry(service: Callable[P, T]) -> Callable[P, T]:
    """Run the service in a transaction, and again from its start when PostgreSQL undid that one.

    Locks are taken in one order everywhere, but a statement that deletes many rows takes them in
    an order of its own, so two transactions can wait for each other; PostgreSQL then ends one of
    them. Inside another transaction the service is a part of that one, which alone can be run
    again. So a service must not change what it was given, nor do anything outside PostgreSQL but
    on commit; and what runs on commit must not raise.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        def once() -> T:
            with transaction.atomic():
                return service(*args, **kwargs)

        return retry_on_conflict(once)

    return run


def retry_on_conflict(run: Callable[[], T], *, tries: int = TRIES) -> T:
    """What `run` gives, a transaction of its own; run again, at most `tries` times, on a collision.

    Inside another transaction it is run once: there is nothing left to repeat it in.
    """
    if connection.in_atomic_block:
        return run()
    for attempt in range(tries - 1):
        try:
            return run()
        except OperationalError as error:
            if not is_conflict(error):
                raise
            logger.info("Two transactions collided; this one is run again.")
        time.sleep(random.uniform(0.5, 1.0) * FIRST_PAUSE * 2**attempt)  # noqa: S311
    return run()


@contextmanager
def after_commit() -> Iterator[None]:
    """What fails in the block is left to the relay, and costs what comes after it nothing.

    The transaction is committed. A connection that died since is put aside, so that the next
    statement, of the answer to the same request, gets a new one.
    """
    try:
        yield
    except Error as error:
        logger.warning("PostgreSQL failed after a commit; left to the relay: %s", error)
        connection.close_if_unusable_or_obsolete()
