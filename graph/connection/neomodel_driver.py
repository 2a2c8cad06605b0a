"""neomodel on the driver of this process: `User.nodes` with the deadlines of everything else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, cast

from neo4j import Driver, Session
from neomodel import get_config

from . import client, driver


class ProcessDriver:
    """The driver that neomodel keeps: it delegates to the current driver of this process.

    neomodel gets it before gunicorn forks, when no driver may be open.
    """

    def session(self, **options: Any) -> Session:
        """Return a session of the driver, which is opened at its first use."""
        return driver.driver().session(**options)


def configure() -> None:
    """Set neomodel's driver and its time limit of a statement."""
    config = get_config()
    config.driver = cast(Driver, ProcessDriver())
    config.transaction_timeout = driver.DEADLINE


@contextmanager
def no_hurry() -> Iterator[None]:
    """Raise neomodel's time limit of a statement to that of a command in this block."""
    config = get_config()
    before, config.transaction_timeout = config.transaction_timeout, client.LONG_TIMEOUT
    try:
        yield
    finally:
        config.transaction_timeout = before


def ask(statement: LiteralString, run: Callable[[], list[Any]]) -> list[Any]:
    """Return what `run` reads by neomodel; `statement` names it in logs and counts.

    Raises GraphUnavailable within the deadline, as every read does.
    """
    return client.through(statement, run)
