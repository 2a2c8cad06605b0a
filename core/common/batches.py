"""Cutting a stream into batches."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")

# Large enough that round trips do not matter, small enough to be repeated cheaply.
BATCH = 5_000


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Yield lists of `size` rows, the last one shorter; holds one of them at a time."""
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch
