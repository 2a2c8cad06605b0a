"""What an import makes to one person, by its kind, and how that is undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.accounts.models import User
from core.blocks.locks import lock_pair
from core.blocks.services import block, unblock
from core.follows.services import follow, unfollow
from core.journal.causes import Because
from core.journal.edge_locks import lock_edge
from core.journal.models import Cause
from core.mutes.services import mute, unmute
from graph.edges import BLOCKS, FOLLOWS, MUTES, REQUESTED

from .models import RelationImport
from .statements import TO_BLOCK, TO_FOLLOW, TO_MUTE

Kind = RelationImport.Kind


@dataclass(frozen=True, slots=True)
class Making:
    """How a relation is locked, found missing, made, and undone.

    `decisions` are the kinds of entries by which a user decides about it.
    """

    lock: Callable[[int, int], None]
    to_do: str
    make: Callable[[User, int, Because], object]
    undo: Callable[[User, int, Because], object]
    decisions: Sequence[str]


def _lock_mute(by: int, person: int) -> None:
    lock_edge(MUTES, actor=by, target=person)


def _follow(by: User, person: int, because: Because) -> object:
    return follow(follower=by, followee=person, because=because)


def _unfollow(by: User, person: int, because: Because) -> object:
    return unfollow(follower=by, followee=person, because=because)


def _block(by: User, person: int, because: Because) -> object:
    return block(blocker=by, person=person, because=because, quota=None)


def _unblock(by: User, person: int, because: Because) -> object:
    return unblock(blocker=by, person=person, restore=True, because=because)


def _mute(by: User, person: int, because: Because) -> object:
    return mute(viewer=by, person=person, because=because, quota=None)


def _unmute(by: User, person: int, because: Because) -> object:
    return unmute(viewer=by, person=person, cause=Cause.UNDO)


MAKING: Mapping[str, Making] = {
    Kind.FOLLOWS: Making(
        lock_pair,
        TO_FOLLOW,
        _follow,
        _unfollow,
        [*FOLLOWS.kinds, REQUESTED.made_by, *BLOCKS.kinds],
    ),
    Kind.BLOCKS: Making(lock_pair, TO_BLOCK, _block, _unblock, BLOCKS.kinds),
    Kind.MUTES: Making(_lock_mute, TO_MUTE, _mute, _unmute, MUTES.kinds),
}
