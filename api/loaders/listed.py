"""Lists at the root of an operation, whose items are enqueued for what is selected of them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from graphql import GraphQLResolveInfo

from api.context import Context
from api.relay.connections import Connection
from core.lists.pages import Page, PageRequest

T = TypeVar("T")


def listed(
    info: GraphQLResolveInfo,
    page: PageRequest,
    enqueue: Callable[[Context, Sequence[T]], None],
    read: Callable[[PageRequest], Page[T]],
    count: Callable[[], int],
) -> Connection[T]:
    """Return the connection of a list that `read` reads; the items of each page are enqueued."""

    def fetch(request: PageRequest) -> Page[T]:
        found = read(request)
        enqueue(info.context, found.items)
        return found

    return Connection(fetch, page, count)
