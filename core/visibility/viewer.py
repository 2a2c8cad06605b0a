"""Who reads."""

from dataclasses import dataclass
from typing import Protocol, Self

# Nobody has this id.
_NOBODY = 0


class Account(Protocol):
    """What of a user matters here."""

    @property
    def pk(self) -> int:
        """The id."""

    @property
    def is_active(self) -> bool:
        """Whether the account is not suspended."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads: somebody (`uid`), or whoever is not signed in (None).

    One who is suspended goes on seeing what is their own. From one who `sees_all` nobody is hidden.
    """

    uid: int | None
    is_suspended: bool = False
    sees_all: bool = False

    @classmethod
    def of(cls, user: Account | None) -> Self:
        """Return the viewer for a user, or for somebody who is not signed in."""
        return cls(None) if user is None else cls(user.pk, is_suspended=not user.is_active)

    @property
    def key(self) -> int:
        """The id to compare with in a statement."""
        return self.uid or _NOBODY

    @property
    def suspended_uid(self) -> int | None:
        """The id if the viewer is suspended."""
        return self.uid if self.is_suspended else None


ANYONE = Viewer(None)
"""Who is not signed in: what this one sees, anyone may see."""

INTERNAL = Viewer(None, sees_all=True)
"""Our own work, from which nothing is hidden: what staff do, and loads."""
