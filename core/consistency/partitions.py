"""Cutting people and posts into stretches that fit into memory."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from graph.audit.facts import HIGHEST, LOWEST

# So many people or posts at a time. A person has about a hundred edges.
PEOPLE = 500
POSTS = 10_000


class Slice(NamedTuple):
    """Everything with `low` < id <= `high`."""

    low: int
    high: int


def partitions(
    size: int, *stores: Callable[[int, int], int | None], after: int = LOWEST
) -> Iterator[Slice]:
    """Slices from `after` to the highest id, each with at most `size` in any of the stores.

    A store tells the id of the one number `size` above an id, or None where there are fewer.
    """
    low = after
    while low < HIGHEST:
        ends = [end for store in stores if (end := store(low, size)) is not None]
        high = min(ends, default=HIGHEST)
        yield Slice(low, high)
        low = high
