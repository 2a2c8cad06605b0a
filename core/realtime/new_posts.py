"""New posts on their way to the readers of a process: in chunks, and not without bounds.

Whom a post reaches is asked of the graph, for pairs of an author and a reader. Posts that come
while it is unavailable wait, and are many when it is back.
"""

import time
from collections.abc import Iterator, Sequence

from core.common.batches import batches
from graph.connection.bookmarks import by_writer
from graph.errors import GraphBusy
from graph.traversals.audience import audience

from .events import Event

# Pairs of one statement, at about 10 µs each, and the fewest where it takes too long even so.
MAX_PAIRS, MIN_PAIRS = 10_000, 100
# Posts that wait. A reader of more is faster when it fetches the list again.
MAX_WAITING = 10_000


class NewPosts:
    """Posts, oldest first, whose audience is not known yet. Used by one thread."""

    def __init__(self) -> None:
        self._waiting: list[Event] = []
        self._pairs = MAX_PAIRS

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, event: Event) -> None:
        """Append one."""
        self._waiting.append(event)

    @property
    def are_too_many(self) -> bool:
        """Whether they can no longer be sent: too many, or the graph finishes no chunk in time."""
        return len(self._waiting) > MAX_WAITING or self._pairs < MIN_PAIRS

    def clear(self) -> None:
        """Forget all."""
        self._waiting.clear()
        self._pairs = MAX_PAIRS

    def reaching(self, readers: Sequence[int], seconds: float) -> Iterator[tuple[Event, set[int]]]:
        """Yield each post and those of `readers` whom it reaches, for about so many seconds.

        What is yielded no longer waits. Ends early when the graph cancels a statement; the
        next one has fewer pairs. Raises GraphUnavailable. Cost: one Cypher statement a chunk.
        """
        ends_at = time.monotonic() + seconds
        while self._waiting and time.monotonic() < ends_at:
            chunk = self._chunk(len(readers))
            try:
                found = self._audience({event.person for event in chunk}, readers)
            except GraphBusy:
                self._pairs //= 2
                return
            self._pairs = min(self._pairs * 2, MAX_PAIRS)
            del self._waiting[: len(chunk)]
            for event in chunk:
                yield event, found[event.person]

    def _chunk(self, readers: int) -> list[Event]:
        """Return the oldest posts, of as many authors as make a statement's pairs."""
        authors: set[int] = set()
        for count, event in enumerate(self._waiting):
            authors.add(event.person)
            if len(authors) > 1 and len(authors) * readers > self._pairs:
                return self._waiting[:count]
        return self._waiting[:]

    def _audience(self, authors: set[int], readers: Sequence[int]) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {author: set() for author in authors}
        with by_writer():
            for some in batches(readers, max(self._pairs // len(authors), 1)):
                for author, reached in audience(authors, some).items():
                    found[author] |= reached
        return found
