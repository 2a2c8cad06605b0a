"""neomodel on the driver of this process: `User.nodes` with the deadlines of everything else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, cast

from neo4j import Driver, Session
from neomodel import get_config

from . import client, driver


class ProcessDriver:
    """What neomodel keeps for good: the driver of this process, whichever that is by now.

    neomodel gets it before gunicorn forks, and a driver must not be open then.
    """

    def session(self, **options: Any) -> Session:
        """Return a session of the driver, which is opened at its first use."""
        return driver.driver().session(**options)


def configure() -> None:
    """Tell neomodel which driver to use and how long a statement may take."""
    config = get_config()
    config.driver = cast(Driver, ProcessDriver())
    config.transaction_timeout = driver.DEADLINE


@contextmanager
def no_hurry() -> Iterator[None]:
    """In this block a statement of neomodel's may take as long as a command's."""
    config = get_config()
    before, config.transaction_timeout = config.transaction_timeout, client.LONG_TIMEOUT
    try:
        yield
    finally:
        config.transaction_timeout = before


def ask(statement: LiteralString, run: Callable[[], list[Any]]) -> list[Any]:
    """Return what `run` finds by neomodel; `statement` is what logs and counts call it.

    Raises GraphUnavailable within the deadline, as every read does.
    """
    return client.through(statement, run)
