"""Processes that die between the commit and the mark of the journal, and what they leave."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TypeVar

from django.db import connection, transaction

from core.common.errors import DomainError
from graph.writes.changes import Change
from tests.model import Stamp

T = TypeVar("T")


class Died(BaseException):
    """The process is gone."""


class End(Enum):
    """How far a process comes with an act that has committed."""

    COMPLETE = "applied and marked"
    BEFORE_APPLYING = "nothing applied"
    AMID_APPLYING = "some entries applied"
    BEFORE_MARKING = "all applied, none marked"


class Written:
    """The entries that an act wrote, to be accounted for one by one."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._left = list(changes)

    def take(
        self, kind: str, *, actor: int, target: int = 0, comment: int = 0, username: str = ""
    ) -> Stamp:
        """Make the next entry have this id; returns its id and time."""
        expected = (kind, actor, target, comment, username)
        assert self._left, f"{expected} was not written."
        found = self._left.pop(0)
        assert (
            found.kind,
            found.actor,
            found.target,
            found.comment,
            found.username,
        ) == expected
        return Stamp(found.version, found.since)

    def finish(self) -> None:
        """Nothing else was written."""
        assert self._left == []


def outcome(call: Callable[[], T]) -> tuple[T | None, type[DomainError] | None]:
    """Return the result of the call, or its error."""
    try:
        return call(), None
    except DomainError as refusal:
        return None, type(refusal)


def commit_and_die(call: Callable[[], T]) -> T | None:
    """Commit what the call writes, and nothing of what was to follow.

    Django calls what waits for a commit in order, and none after one that raises.
    """

    def die() -> None:
        raise Died

    result = None
    try:
        with transaction.atomic():
            transaction.on_commit(die)
            result = call()
    except Died:
        connection.close()
    return result
