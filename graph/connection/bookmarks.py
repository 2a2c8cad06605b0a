"""Reading one's own writes on a cluster, whose readers lag behind its writer.

A write returns a bookmark; a reader that receives it waits until it has applied that write. A
chain holds the bookmarks of one request and of earlier writes of the same user. Source: Neo4j
Python Driver Manual, "Coordinate parallel transactions".
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from neo4j import Bookmarks


@dataclass
class Chain:
    """What the reads of one request wait for.

    `awaited` begins with earlier bookmarks; after a write it is that write's bookmark alone, which
    covers everything before it. `written` is the last write's. When a reader does not catch up in
    time, the rest of the request reads from the writer, which never lags: `by_writer`.
    """

    awaited: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    by_writer: bool = False

    def extend(self, bookmarks: Bookmarks) -> None:
        """Record the bookmarks of a write."""
        self.awaited = self.written = bookmarks.raw_values

    def give_up(self) -> None:
        """Stop waiting, and read from the writer."""
        self.awaited, self.by_writer = frozenset(), True


_chain: ContextVar[Chain | None] = ContextVar("bookmarks", default=None)


@contextmanager
def chained(awaited: Iterable[str] = ()) -> Iterator[Chain]:
    """Make the statements of this thread in the block wait for the writes of `awaited`."""
    chain = Chain(frozenset(awaited))
    token = _chain.set(chain)
    try:
        yield chain
    finally:
        _chain.reset(token)


@contextmanager
def by_writer() -> Iterator[None]:
    """Make the statements of the block read from the writer, for what was written just now."""
    with chained() as chain:
        chain.give_up()
        yield


def current_chain() -> Chain:
    """Return the chain of the request; outside of one, an empty chain."""
    return _chain.get() or Chain()
