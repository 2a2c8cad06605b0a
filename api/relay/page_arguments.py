"""The arguments of lists, and the page that they select.

Both kinds of value select a row: a cursor of the list, and the global ID of an item where the list
is ordered by the IDs of its items. `before` of a plain list means older, and of a connection before
in the order of the list: both names are released.
"""

from functools import lru_cache

import graphene

from core.common.errors import InvalidInput
from core.common.faults import Faults
from core.lists.pages import DEFAULT_SIZE, MAX_SIZE, Key, PageRequest

from .cursors import KeyShape, decode_cursor
from .ids import from_global, number_in

_OR_ID = (
    "The ID of an item is accepted too, in lists that are ordered by when their items were created."
)


def connection_arguments() -> dict[str, graphene.Argument]:
    """Return `first`, `after`, `last` and `before` of a connection."""
    return {
        "first": graphene.Argument(
            graphene.Int,
            description=f"The number of items from the start, 1 to {MAX_SIZE}; {DEFAULT_SIZE} "
            "if neither this nor `last` is given.",
        ),
        "after": graphene.Argument(
            graphene.String,
            description=f"Only items after this cursor in the order of the list. {_OR_ID}",
        ),
        "last": graphene.Argument(
            graphene.Int, description=f"The number of items from the end, 1 to {MAX_SIZE}."
        ),
        "before": graphene.Argument(
            graphene.String,
            description="Only items before this cursor in the order of the list, which are the "
            f"newer ones where the newest are first. {_OR_ID}",
        ),
    }


def connection_request(
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    shape: KeyShape,
    *,
    of: str,
    node: str,
) -> PageRequest:
    """Return the page that these arguments select from the list named `of`.

    `after` and `before` are cursors or, where the list is ordered by the IDs of its items, the
    global ID of a `node`. Raises InvalidInput, naming every argument at fault.
    """
    faults = Faults()
    with faults.collect():
        if first is not None and last is not None:
            raise InvalidInput("Give `first` or `last`, not both.", "last")
        if last is None:
            first = DEFAULT_SIZE if first is None else first
            check_size(first, "first")
        else:
            check_size(last, "last")
    with faults.collect():
        above = None if after is None else _key_of(after, shape, "after", of=of, node=node)
    with faults.collect():
        below = None if before is None else _key_of(before, shape, "before", of=of, node=node)
    faults.report()
    return PageRequest(first=first, last=last, after=above, before=below)


def _key_of(value: str, shape: KeyShape, argument: str, *, of: str, node: str) -> Key:
    number = number_in(value, node) if shape is int else None
    return decode_cursor(value, shape, argument, of=of) if number is None else number


def check_size(size: int, argument: str) -> None:
    """Raise InvalidInput, naming the argument, unless `size` is from 1 to MAX_SIZE."""
    if not 1 <= size <= MAX_SIZE:
        raise InvalidInput(f"`{argument}` must be from 1 to {MAX_SIZE}, not {size}.", argument)


def list_arguments(node: str) -> dict[str, graphene.Argument]:
    """Return `first` and `before` of a plain list of `node`, newest first."""
    return {
        "first": graphene.Argument(
            graphene.Int,
            default_value=DEFAULT_SIZE,
            description=f"The number of items, 1 to {MAX_SIZE}.",
        ),
        "before": graphene.Argument(
            graphene.ID,
            description=f"Only items older than the {node} with this ID. Pass the ID of the last "
            "item to get the next page. A cursor of the same list as a connection is accepted too; "
            "as an argument of the connection, older items are those `after` it.",
        ),
    }


def list_request(
    first: int | None, before: str | None, node: str, *, connection: str
) -> PageRequest:
    """Return the page that these arguments select.

    `before` is the global ID of a `node`, or a cursor of the list's connection. Raises
    InvalidInput, naming every argument at fault.
    """
    first = DEFAULT_SIZE if first is None else first
    if before is None:
        return _newest(first)
    faults = Faults()
    with faults.collect():
        check_size(first, "first")
    with faults.collect():
        after = _id_or_cursor(before, node, connection)
    faults.report()
    return PageRequest(first=first, after=after)


@lru_cache(MAX_SIZE)
def _newest(first: int) -> PageRequest:
    """Return the first page, one object a size: each post of a feed asks for its comments."""
    check_size(first, "first")
    return PageRequest(first=first)


def _id_or_cursor(value: str, node: str, connection: str) -> Key:
    try:
        return decode_cursor(value, int, "before", of=connection)
    except InvalidInput:
        return from_global(value, node, "before")
