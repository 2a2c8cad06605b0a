"""The viewer of a read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, Self

from graph.traversals.hidden import MANY, HiddenPeople

__all__ = ["ANYONE", "INTERNAL", "MANY", "Account", "Viewer", "people_of"]

# Viewers whose hidden people a process remembers: of 10,000 it takes half a megabyte.
REMEMBERED = 64
# Nobody has this id.
_NOBODY = 0


class Account(Protocol):
    """The part of a user that matters here."""

    # Whom a block hides, an array as PostgreSQL writes it; None where it is not read.
    hidden: str | None
    # Whether it is not read yet as they are many: `hidden_people` reads and keeps it.
    hides_many: bool
    # And whom they mute.
    muted: Sequence[int] | None
    # And whether anything is not for everybody.
    any_narrow: bool | None
    # And which words.
    muted_words: Sequence[str] | None

    @property
    def pk(self) -> int:
        """The id."""

    @property
    def is_active(self) -> bool:
        """Whether the account is not suspended."""


@lru_cache(REMEMBERED)
def people_of(array: str) -> HiddenPeople:
    """Return the ids of an array as PostgreSQL writes it: 10,000 are not read twice."""
    return HiddenPeople(map(int, array[1:-1].split(","))) if array != "{}" else HiddenPeople()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads: a user (`uid`), or a client that is not signed in (None).

    A suspended viewer still sees their own content. From a viewer who `sees_all` nobody suspended
    is hidden.
    """

    uid: int | None
    is_suspended: bool = False
    sees_all: bool = False
    # Whom a block hides from the viewer, where that was read with them (`hidden_people`).
    known_hidden: tuple[int, ...] | None = None
    # Whom the viewer mutes, likewise (`muted_people`).
    known_muted: tuple[int, ...] | None = None
    # Whether there is a private account or a post that is not public, likewise (`any_narrow`).
    known_narrow: bool | None = None
    # And which words (`muted_words`).
    known_words: tuple[str, ...] | None = None
    # Whose hidden users are many, and are kept with them once they are read (`hidden_people`).
    with_many: Account | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, user: Account | None) -> Self:
        """Return the viewer for a user, or for a client that is not signed in (None)."""
        if user is None:
            return cls(None)
        return cls(
            user.pk,
            is_suspended=not user.is_active,
            known_hidden=None if user.hidden is None else people_of(user.hidden),
            known_muted=None if user.muted is None else tuple(user.muted),
            known_narrow=user.any_narrow,
            known_words=None if user.muted_words is None else tuple(user.muted_words),
            with_many=user if user.hides_many else None,
        )

    @property
    def key(self) -> int:
        """The id to compare with in a statement."""
        return self.uid or _NOBODY

    @property
    def misses_nobody(self) -> bool:
        """Whether it is known, without a statement, that no block hides anybody from the viewer."""
        return self.known_hidden == ()

    @property
    def suspended_uid(self) -> int | None:
        """The id if the viewer is suspended."""
        return self.uid if self.is_suspended else None


ANYONE = Viewer(None)
"""A client that is not signed in: what it sees, anyone may see."""

INTERNAL = Viewer(None, sees_all=True)
"""Staff and loads: nothing is hidden but deleted accounts."""
