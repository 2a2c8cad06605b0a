"""Bounds of a page: lists run from the highest key to the lowest."""

from typing import Any, NotRequired, TypedDict

# Above and below every key there is: ids, milliseconds and flags are all between them.
HIGHEST = 2**63 - 1
LOWEST = -1


class Bounds(TypedDict):
    """One page of a list: `limit` rows below the key `before` and above `after`, both exclusive.

    Of those the first ones in list order, or the last if `backwards`.
    """

    limit: int
    before: NotRequired[tuple[int, ...] | None]
    after: NotRequired[tuple[int, ...] | None]
    backwards: NotRequired[bool]


class Page(TypedDict):
    """The parameters of a traversal for one page."""

    limit: int
    before: list[int]
    after: list[int]
    direction: int


def page(
    width: int,
    limit: int,
    before: tuple[int, ...] | None = None,
    after: tuple[int, ...] | None = None,
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


def in_order(rows: list[Any], backwards: bool) -> list[Any]:
    """Return the rows of a page from the highest key to the lowest, as read in either order."""
    return rows[::-1] if backwards else rows
