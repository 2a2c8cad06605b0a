"""Cutting users and posts into partitions that fit into memory."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from graph.audit.facts import HIGHEST, LOWEST

# Users or posts of one partition. A user has about a hundred edges.
PEOPLE = 500
POSTS = 10_000


class Slice(NamedTuple):
    """The ids with `low` < id <= `high`."""

    low: int
    high: int


def partitions(
    size: int, *stores: Callable[[int, int], int | None], after: int = LOWEST
) -> Iterator[Slice]:
    """Yield partitions from `after` to the highest id, each with at most `size` in either store.

    A store returns the id of item number `size` above an id, or None where there are fewer.
    """
    low = after
    while low < HIGHEST:
        ends = [end for store in stores if (end := store(low, size)) is not None]
        high = min(ends, default=HIGHEST)
        yield Slice(low, high)
        low = high
