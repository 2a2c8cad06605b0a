"""What a user decided about another: one act for an entry of the journal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from core.accounts.models import User
from core.journal.models import Cause
from graph.edges import BLOCKS, FOLLOWS, MUTES, RELATIONS, Edge


class RelationKind(StrEnum):
    """What the user did to the other."""

    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    FOLLOWER_REMOVED = "follower_removed"
    FOLLOWER_RESTORED = "follower_restored"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MUTED = "muted"
    UNMUTED = "unmuted"

    @property
    def edge(self) -> Edge:
        """The edge that was made or ended."""
        return _EDGES[self]


_EDGES = {
    RelationKind.FOLLOWED: FOLLOWS,
    RelationKind.UNFOLLOWED: FOLLOWS,
    RelationKind.FOLLOWER_REMOVED: FOLLOWS,
    RelationKind.FOLLOWER_RESTORED: FOLLOWS,
    RelationKind.BLOCKED: BLOCKS,
    RelationKind.UNBLOCKED: BLOCKS,
    RelationKind.MUTED: MUTES,
    RelationKind.UNMUTED: MUTES,
}
_OPPOSITES = {
    kind: opposite
    for edge in RELATIONS
    for kind, opposite in zip(edge.kinds, reversed(edge.kinds), strict=True)
}
_OF_FOLLOWERS = {
    FOLLOWS.made_by: RelationKind.FOLLOWER_RESTORED,
    FOLLOWS.undone_by: RelationKind.FOLLOWER_REMOVED,
}


class Act(NamedTuple):
    """An entry that a user decided, and what the last entry of its edge is.

    `cause` is None where its actor decided it just so. `until` is when the mute that it ended would
    have ended by itself, and `is_over` once that time is.
    """

    id: int
    entry_kind: str
    actor: int
    target: int
    at: datetime
    cause: str | None
    until: datetime | None
    is_over: bool
    last: int
    last_kind: str

    @property
    def is_last(self) -> bool:
        """Whether nobody has decided about the edge since."""
        return self.last == self.id

    @property
    def is_undone(self) -> bool:
        """Whether the edge is as it was before this act, whatever has happened in between."""
        return self.last_kind == _OPPOSITES[self.entry_kind]


@dataclass(frozen=True, slots=True)
class RelationAct:
    """An act as its user is shown it; `user` is None where the other is hidden or deleted."""

    id: int
    kind: RelationKind
    at: datetime
    cause: Cause
    user: User | None
    can_undo: bool


def kind_of(act: Act, viewer: int) -> RelationKind:
    """Return what the act was from the side of the viewer, who decided it."""
    if act.actor != viewer:
        return _OF_FOLLOWERS[act.entry_kind]
    return RelationKind(act.entry_kind)


def other_of(act: Act, viewer: int) -> int:
    """Return the id of the other."""
    return act.target if act.actor == viewer else act.actor
