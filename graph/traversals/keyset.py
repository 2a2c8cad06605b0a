"""Bounds of a page: lists run from the highest key to the lowest."""

from typing import Any, NotRequired, TypedDict

# Above and below every key there is: ids, milliseconds and flags are all between them.
HIGHEST = 2**63 - 1
LOWEST = -1

Key = tuple[int, ...]


class Bounds(TypedDict):
    """One page of a list: `limit` rows below the key `before` and above `after`, both exclusive.

    Of those the first ones in list order, or the last if `backwards`.
    """

    limit: int
    before: NotRequired[Key | None]
    after: NotRequired[Key | None]
    backwards: NotRequired[bool]


class Page(TypedDict):
    """The parameters of a traversal for one page."""

    limit: int
    before: list[int]
    after: list[int]
    direction: int


class Ranges(TypedDict):
    """The keys `(time, id)` between two bounds, as an index finds them.

    `spans` are pairs of times between which every key is in the range, both exclusive. `ties` are
    times, each with the ids between which its keys are.
    """

    spans: list[list[int]]
    ties: list[list[int]]


def page(
    width: int,
    limit: int,
    before: Key | None = None,
    after: Key | None = None,
    backwards: bool = False,
) -> Page:
    """Return the parameters of a page of keys of `width` numbers each; bounds are exclusive.

    `direction` is 1 or -1: sorted descending by each number times `direction`, the first
    `limit` rows are the page (when read backwards, in reverse).
    """
    return {
        "limit": limit,
        "before": list(before) if before else [HIGHEST] * width,
        "after": list(after) if after else [LOWEST] * width,
        "direction": -1 if backwards else 1,
    }


def ranges(before: Key | None, after: Key | None) -> Ranges:
    """Return the keys `(time, id)` below `before` and above `after`; None is no bound."""
    high, low = before or (HIGHEST, LOWEST), after or (LOWEST, HIGHEST)
    if high[0] == low[0]:
        return {"spans": [], "ties": [[high[0], low[1], high[1]]]}
    if high[0] < low[0]:
        return {"spans": [], "ties": []}
    return {
        "spans": [[low[0], high[0]]],
        "ties": [
            *([[high[0], LOWEST, high[1]]] if before else []),
            *([[low[0], low[1], HIGHEST]] if after else []),
        ],
    }


def in_order(rows: list[Any], backwards: bool) -> list[Any]:
    """Return the rows of a page from the highest key to the lowest, as read in either order."""
    return rows[::-1] if backwards else rows
