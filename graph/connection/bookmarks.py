"""Reading one's own writes on a cluster, whose readers are behind its writer.

A write gives a bookmark, and a reader that is sent one waits until it has come so far. A chain
holds the bookmarks of one request and of what the same person wrote before it. Source: Neo4j
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

    `awaited` is at first what came before, and after a write its bookmark alone, which stands for
    all that the writer had done by then; `written` is the last one's. A server that does not get
    that far makes the rest of the request ask the writer, who is never behind: `by_writer`.
    """

    awaited: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    by_writer: bool = False

    def extend(self, bookmarks: Bookmarks) -> None:
        """Note what a write has come to."""
        self.awaited = self.written = bookmarks.raw_values

    def give_up(self) -> None:
        """Wait for nothing any more, and read where writes go."""
        self.awaited, self.by_writer = frozenset(), True


_chain: ContextVar[Chain | None] = ContextVar("bookmarks", default=None)


@contextmanager
def chained(awaited: Iterable[str] = ()) -> Iterator[Chain]:
    """Let the statements of this thread, until the block ends, read what was written before."""
    chain = Chain(frozenset(awaited))
    token = _chain.set(chain)
    try:
        yield chain
    finally:
        _chain.reset(token)


@contextmanager
def by_writer() -> Iterator[None]:
    """Let the statements of the block read where writes go: for what has only just been written."""
    with chained() as chain:
        chain.give_up()
        yield


def current_chain() -> Chain:
    """The chain of the request; without one nothing is awaited."""
    return _chain.get() or Chain()
