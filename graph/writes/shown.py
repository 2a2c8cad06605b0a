"""What the write of one edge shows of its target, for the answer to the request that wrote it.

The statement that writes has both nodes at hand and locked, so that their counts cost it a few
stored degrees, and asking for them afterwards a statement each.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, LiteralString, TypeVar

from neo4j import Record

from graph.edges import POST, USER, Target
from graph.traversals.counts import PostCounts, UserCounts

from .changes import Change

# Of nodes `a` and `b`; what is hidden from others is not shown (`edges.py`).
SHOWN: Mapping[Target, LiteralString] = {
    USER: """row.made AS made,
          [COUNT { (b)<-[:FOLLOWS]-() }, COUNT { (b)-[:FOLLOWS]->() }, COUNT { (b)-[:POSTED]->() }]
            AS counts,
          EXISTS { (b)-[:FOLLOWS|HIDDEN_FOLLOWS]->(a) } AS follows_back""",
    POST: """row.made AS made,
          [COUNT { (b)<-[:LIKED]-() }, COUNT { (b)<-[:COMMENTED_ON]-() }] AS counts""",
}


@dataclass(frozen=True, slots=True)
class ShownUser:
    """The target of an edge to a user, right after the write."""

    target: int
    made: bool
    counts: UserCounts
    follows_back: bool


@dataclass(frozen=True, slots=True)
class ShownPost:
    """The target of an edge to a post, right after the write."""

    target: int
    made: bool
    counts: PostCounts


S = TypeVar("S", ShownUser, ShownPost)


class Showing(Generic[S]):
    """Takes what writes show: `last` is None if nothing did."""

    def __init__(self, kind: type[S]) -> None:
        self._kind: type[S] = kind
        self.last: S | None = None

    def take(self, shown: ShownUser | ShownPost) -> None:
        """Keep it if it is of the kind that is asked for."""
        if isinstance(shown, self._kind):
            self.last = shown


_showing: ContextVar[Showing[Any] | None] = ContextVar("showing", default=None)


@contextmanager
def showing(kind: type[S]) -> Iterator[Showing[S]]:
    """Ask for what the writes of one edge in this block show.

    Nothing of a write that did not reach the graph, that a newer one overtook, or that is hidden.
    """
    asking = Showing(kind)
    token = _showing.set(asking)
    try:
        yield asking
    finally:
        _showing.reset(token)


def asked() -> bool:
    """Return whether somebody wants to know."""
    return _showing.get() is not None


def show(target: Target, change: Change, found: Sequence[Record]) -> None:
    """Pass on what the statement of this change returned: one record, or none."""
    asking = _showing.get()
    if asking is None:
        return
    for record in found:
        made, counts = record["made"], record["counts"]
        if target is USER:
            back = record["follows_back"]
            asking.take(ShownUser(change.target, made, UserCounts(*counts), back))
        else:
            asking.take(ShownPost(change.target, made, PostCounts(*counts)))
