"""What a user decided about another: one act for an entry of the journal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from core.accounts.models import User
from core.journal.models import Cause
from graph.edges import BLOCKS, FOLLOWS, MUTES, RELATIONS, REQUESTED, Edge


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
    REQUESTED = "requested"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_ACCEPTED = "request_accepted"
    REQUEST_REFUSED = "request_refused"
    REQUEST_RESTORED = "request_restored"

    @property
    def edge(self) -> Edge:
        """The edge that was made or ended."""
        return _EDGES[self]


class ListedCause(StrEnum):
    """Why it was done; requests that ended with a follow are not listed."""

    ME = Cause.ME.value
    BLOCK = Cause.BLOCK.value
    UNDO = Cause.UNDO.value
    EXPIRY = Cause.EXPIRY.value
    BULK = Cause.BULK.value
    MODERATOR = Cause.MODERATOR.value
    IMPORT = Cause.IMPORT.value


_EDGES = {
    RelationKind.FOLLOWED: FOLLOWS,
    RelationKind.UNFOLLOWED: FOLLOWS,
    RelationKind.FOLLOWER_REMOVED: FOLLOWS,
    RelationKind.FOLLOWER_RESTORED: FOLLOWS,
    RelationKind.BLOCKED: BLOCKS,
    RelationKind.UNBLOCKED: BLOCKS,
    RelationKind.MUTED: MUTES,
    RelationKind.UNMUTED: MUTES,
    RelationKind.REQUESTED: REQUESTED,
    RelationKind.REQUEST_WITHDRAWN: REQUESTED,
    RelationKind.REQUEST_ACCEPTED: FOLLOWS,
    RelationKind.REQUEST_REFUSED: REQUESTED,
    RelationKind.REQUEST_RESTORED: REQUESTED,
}
_REQUEST_ENDED = frozenset({RelationKind.REQUEST_WITHDRAWN, RelationKind.REQUEST_REFUSED})
_OPPOSITES = {
    kind: opposite
    for edge in (*RELATIONS, REQUESTED)
    for kind, opposite in zip(edge.kinds, reversed(edge.kinds), strict=True)
}
_OF_FOLLOWERS = {
    FOLLOWS.made_by: RelationKind.FOLLOWER_RESTORED,
    FOLLOWS.undone_by: RelationKind.FOLLOWER_REMOVED,
    REQUESTED.made_by: RelationKind.REQUEST_RESTORED,
    REQUESTED.undone_by: RelationKind.REQUEST_REFUSED,
}


class Act(NamedTuple):
    """An entry that a user decided, and what the last entry of its edge is.

    `cause` is None where its actor decided it just so. `until` is when the mute that it ended would
    have ended by itself, and `is_over` once that time is. `bulk` is the bulk act of which it is a
    part. `is_private` is whether the target's account is.
    """

    id: int
    entry_kind: str
    actor: int
    target: int
    at: datetime
    cause: str | None
    until: datetime | None
    is_over: bool
    bulk: int | None
    is_private: bool
    last: int
    last_kind: str

    @property
    def is_last(self) -> bool:
        """Whether nobody has decided about the edge since."""
        return self.last == self.id

    @property
    def is_of_moderator(self) -> bool:
        """Whether staff decided it, which the user cannot undo."""
        return self.cause == Cause.MODERATOR

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
    cause: ListedCause
    user: User | None
    can_undo: bool
    bulk: int | None


def kind_of(act: Act, viewer: int) -> RelationKind:
    """Return what the act was from the side of the viewer, who decided it."""
    if act.actor != viewer:
        if act.entry_kind == FOLLOWS.made_by and act.cause == Cause.ME:
            return RelationKind.REQUEST_ACCEPTED
        return _OF_FOLLOWERS[act.entry_kind]
    if act.entry_kind == REQUESTED.undone_by:
        return RelationKind.REQUEST_WITHDRAWN
    return RelationKind(act.entry_kind)


def privacy_bars(kind: RelationKind, *, is_private: bool) -> bool:
    """Return whether the privacy of the followee leaves an act of this kind as it is.

    Undoing follows no private account again, and asks no public one.
    """
    return kind is RelationKind.UNFOLLOWED if is_private else kind in _REQUEST_ENDED


def other_of(act: Act, viewer: int) -> int:
    """Return the id of the other."""
    return act.target if act.actor == viewer else act.actor
