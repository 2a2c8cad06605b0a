"""One end of a FOLLOWS edge, with its place in the list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edge:
    """The person at the other end, and since when (milliseconds)."""

    uid: int
    since: int

    @property
    def key(self) -> tuple[int, int]:
        """The edge's place in lists, which run from the highest key to the lowest."""
        return (self.since, self.uid)
