"""Which PostgreSQL answers a read.

A query operation reads from one replica; everything else, and everything in a transaction, reads
from the primary. The replica must have replayed the reader's last write and not be too far behind;
where there is none, and when one fails, the primary answers.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, Error, connection

from .replicas import Replica, replicas

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Reader:
    """The user who reads (None: not signed in), and the position that a replica must have replayed.

    The replica is chosen at the first read and kept for the whole operation.
    """

    uid: int | None
    position: int
    _chosen: Replica | None = None
    _is_settled: bool = False

    def replica(self) -> Replica | None:
        """Return where to read; None is the primary."""
        if not self._is_settled:
            self._chosen, self._is_settled = self._choose(), True
        return self._chosen

    def give_up(self) -> None:
        """Read from the primary from now on."""
        self._chosen, self._is_settled = None, True

    def _choose(self) -> Replica | None:
        """Choose the same replica for a user every time, so that pages never go back in time."""
        useful = [each for each in replicas() if not each.is_known_to_be_useless()]
        if not useful:
            return None
        place = random.randrange(len(useful)) if self.uid is None else self.uid  # noqa: S311
        chosen = useful[place % len(useful)]
        return chosen if chosen.has(self.position) else None


_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)
_alias: ContextVar[str] = ContextVar("database_alias", default=DEFAULT_DB_ALIAS)


@contextmanager
def reads_by(reader: Reader) -> Iterator[None]:
    """Let selectors in the block read from a replica."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def from_replica(selector: Callable[P, T]) -> Callable[P, T]:
    """Let a replica answer this selector, whose reads are done when it returns.

    When a replica fails, the selector is run again on the primary, which alone may raise.
    """

    @wraps(selector)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        reader = _reader.get()
        if reader is None or _alias.get() != DEFAULT_DB_ALIAS or connection.in_atomic_block:
            return selector(*args, **kwargs)
        replica = reader.replica()
        if replica is not None:
            try:
                with _routed_to(replica.alias):
                    return selector(*args, **kwargs)
            except Error as error:
                replica.failed(error)
                reader.give_up()
        return selector(*args, **kwargs)

    return run


def database_of_reads() -> str:
    """Return the alias of the database that the selector at work reads."""
    return _alias.get()


@contextmanager
def _routed_to(alias: str) -> Iterator[None]:
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)


class ReplicaRouter:
    """Sends Django's reads to the replica that `from_replica` chose, and all else to the primary.

    It says so for each, because Django would otherwise go back to where an object came from.
    """

    def db_for_read(self, model: object, **hints: Any) -> str:
        """Return where the selector at work reads."""
        return _alias.get()

    def db_for_write(self, model: object, **hints: Any) -> str:
        """Return the primary."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: object, second: object, **hints: Any) -> bool:
        """They are copies of one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Replicas follow by themselves."""
        return db == DEFAULT_DB_ALIAS
