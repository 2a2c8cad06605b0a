"""Lists: Relay connections on keyset pages, and plain lists with `first` and `before`."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

import graphene
from graphql import GraphQLResolveInfo, get_named_type

from core.lists.pages import DEFAULT_SIZE, Key, Page, PageRequest

from .cursors import KeyShape, encode_cursor
from .page_arguments import (
    connection_arguments,
    connection_request,
    list_arguments,
    list_request,
)

T = TypeVar("T")
V = TypeVar("V")


class PageInfo(graphene.ObjectType):
    """The position of a page in its list."""

    has_next_page = graphene.Boolean(
        required=True, description="Whether the list continues after this page."
    )
    has_previous_page = graphene.Boolean(
        required=True, description="Whether the list continues before this page."
    )
    start_cursor = graphene.String(
        description="The cursor of the first item. Pass it as `before` to get the previous page."
    )
    end_cursor = graphene.String(
        description="The cursor of the last item. Pass it as `after` to get the next page."
    )

    @staticmethod
    def resolve_has_next_page(connection: "Connection[Any]", info: GraphQLResolveInfo) -> bool:
        return connection.has_next

    @staticmethod
    def resolve_has_previous_page(connection: "Connection[Any]", info: GraphQLResolveInfo) -> bool:
        return connection.has_previous

    @staticmethod
    def resolve_start_cursor(connection: "Connection[Any]", info: GraphQLResolveInfo) -> str | None:
        return connection.start_cursor

    @staticmethod
    def resolve_end_cursor(connection: "Connection[Any]", info: GraphQLResolveInfo) -> str | None:
        return connection.end_cursor


class Once(Generic[V]):
    """A function that is called once, at the first call; the value or error is that of each."""

    __slots__ = ("_error", "_function", "_value")

    def __init__(self, function: Callable[[], V]) -> None:
        self._function: Callable[[], V] | None = function
        self._error: Exception | None = None

    def __call__(self) -> V:
        """Return the value. Raises what the first call raised."""
        if self._function is not None:
            function, self._function = self._function, None
            try:
                self._value = function()
            except Exception as error:
                self._error = error
                raise
        if self._error is not None:
            raise self._error.with_traceback(None)
        return self._value


class Connection(Generic[T]):
    """The value of a connection field: a page, and access to the rest of its list.

    `fetch` reads a page. `count` returns the length of the whole list; it is called only if
    `totalCount` is selected. A `descending` list runs from the highest key to the lowest. The
    `name` of the list, which is part of its cursors, is set by the field. What is read beside the
    page is read once, however many aliases select it.
    """

    def __init__(
        self,
        fetch: Callable[[PageRequest], Page[T]],
        request: PageRequest,
        count: Callable[[], int | None],
        *,
        descending: bool = True,
    ) -> None:
        self._fetch = fetch
        self._request = request
        self._descending = descending
        self._length = Once(count)
        self._before = Once(self._has_previous)
        self._after = Once(self._has_next)
        self.page = fetch(request)
        self.name = ""

    def count(self) -> int | None:
        """Return the length of the whole list; None where it is not known."""
        return self._length()

    def cursor(self, key: Key) -> str:
        """Return the cursor of a row of the page."""
        return encode_cursor(key, of=self.name)

    @property
    def start_cursor(self) -> str | None:
        """The cursor of the first row, or of where reading backwards ended without a full page."""
        return self._cursor_at(0, self.page.has_previous)

    @property
    def end_cursor(self) -> str | None:
        """The cursor of the last row, or of where reading ended without a full page."""
        return self._cursor_at(-1, self.page.has_next)

    def _cursor_at(self, place: int, goes_on: bool) -> str | None:
        if goes_on and self.page.read_to is not None:
            return self.cursor(self.page.read_to)
        keys = self.page.keys
        return self.cursor(keys[place]) if keys else None

    @property
    def has_previous(self) -> bool:
        """Whether the list has a row before the page. Cost: one more page if `after` is given."""
        return self._before()

    def _has_previous(self) -> bool:
        beyond = self._request.at_or_before_after(descending=self._descending)
        return self.page.has_previous or self._has(beyond)

    @property
    def has_next(self) -> bool:
        """Whether the list has a row after the page. Cost: one more page if `before` is given."""
        return self._after()

    def _has_next(self) -> bool:
        beyond = self._request.at_or_after_before(descending=self._descending)
        return self.page.has_next or self._has(beyond)

    def _has(self, row: PageRequest | None) -> bool:
        # The row of the cursor may be deleted, and may have been the last row on its side.
        if row is None:
            return False
        found = self._fetch(row)
        return bool(found.items) or found.read_to is not None


class Edge(NamedTuple, Generic[T]):
    """A row of a page."""

    node: T
    key: Key
    connection: "Connection[Any]"


def connection_type(node: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """Return the type `<Node>Connection`, with its `<Node>Edge`, for pages of `node`.

    Call it once per node type, in the module of that type.
    """
    name = node._meta.name
    edge = _object_type(
        f"{name}Edge",
        f"A {name} and its cursor.",
        node=graphene.Field(node, required=True, description=f"The {name}."),
        cursor=graphene.String(
            required=True, description="The cursor of this item; pass it as `after` or `before`."
        ),
        resolve_cursor=_resolve_cursor,
    )
    return _object_type(
        f"{name}Connection",
        f"A page of a list of {name} objects.",
        edges=graphene.List(
            graphene.NonNull(edge), required=True, description="The items with their cursors."
        ),
        nodes=graphene.List(
            graphene.NonNull(node), required=True, description="The items without cursors."
        ),
        page_info=graphene.Field(
            PageInfo, required=True, description="The position of this page in the list."
        ),
        total_count=graphene.Int(
            description="The number of items in the whole list; counted only if selected."
        ),
        resolve_edges=_resolve_edges,
        resolve_nodes=_resolve_nodes,
        resolve_page_info=_resolve_page_info,
        resolve_total_count=_resolve_total_count,
    )


def _object_type(name: str, description: str, **members: Any) -> type[graphene.ObjectType]:
    meta = type("Meta", (), {"description": description})
    return type(name, (graphene.ObjectType,), {**members, "Meta": meta})


def _resolve_edges(connection: Connection[T], info: GraphQLResolveInfo) -> list[Edge[T]]:
    rows = zip(connection.page.items, connection.page.keys, strict=True)
    return [Edge(item, key, connection) for item, key in rows]


def _resolve_cursor(edge: Edge[Any], info: GraphQLResolveInfo) -> str:
    return edge.connection.cursor(edge.key)


def _resolve_nodes(connection: Connection[T], info: GraphQLResolveInfo) -> Sequence[T]:
    return connection.page.items


def _resolve_page_info(connection: Connection[T], info: GraphQLResolveInfo) -> Connection[T]:
    return connection


def _resolve_total_count(connection: Connection[Any], info: GraphQLResolveInfo) -> int | None:
    return connection.count()


class ConnectionField(graphene.Field):
    """A connection with the arguments `first`, `after`, `last` and `before`.

    The resolver takes them as one argument, `page: PageRequest`, beside the field's own arguments,
    and returns a `Connection`. `key` is the shape of the list's keys; cursors are checked by it.
    A list with an argument `order_by` has cursors of its own in each order but the usual one, and
    in `orders` the shape of the keys by the order.
    """

    def __init__(
        self,
        type_: Any,
        *,
        key: KeyShape = int,
        orders: Mapping[Enum, KeyShape] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(type_, **connection_arguments(), **kwargs)
        self.key = key
        self.orders = orders or {}

    def wrap_resolve(self, parent_resolver: Callable[..., Any]) -> Callable[..., Any]:
        """Return a resolver that passes the four arguments as one `PageRequest`."""
        resolve = super().wrap_resolve(parent_resolver)
        usual, orders = self.key, self.orders

        def resolve_page(
            root: Any,
            info: GraphQLResolveInfo,
            first: int | None = None,
            after: str | None = None,
            last: int | None = None,
            before: str | None = None,
            **arguments: Any,
        ) -> Any:
            name = f"{info.parent_type.name}.{info.field_name}"
            order, shape = arguments.get("order_by"), usual
            if order is not None and order in orders:
                name, shape = f"{name}:{order.name}", orders[order]
            node = get_named_type(info.return_type).name.removesuffix("Connection")
            page = connection_request(first, after, last, before, shape, of=name, node=node)
            info.context.loaders.enter(info)
            connection = resolve(root, info, page=page, **arguments)
            connection.name = name
            return connection

        return resolve_page


class ListField(graphene.Field):
    """A plain list, newest first, with the arguments `first` and `before: ID`.

    For lists that are ordered by the IDs of their items. The resolver takes the arguments as one,
    `page: PageRequest`, beside the field's own arguments, and returns the items. `node` is the
    name of the items' type.
    """

    def __init__(self, type_: Any, *, node: str, **kwargs: Any) -> None:
        arguments = list_arguments(node)
        super().__init__(graphene.List(graphene.NonNull(type_)), **arguments, **kwargs)
        self.node = node

    def wrap_resolve(self, parent_resolver: Callable[..., Any]) -> Callable[..., Any]:
        """Return a resolver that passes the two arguments as one `PageRequest`."""
        resolve = super().wrap_resolve(parent_resolver)
        node = self.node

        def resolve_list(
            root: Any,
            info: GraphQLResolveInfo,
            first: int | None = DEFAULT_SIZE,
            before: str | None = None,
            **arguments: Any,
        ) -> Any:
            connection = f"{info.parent_type.name}.{info.field_name}Connection"
            page = list_request(first, before, node, connection=connection)
            info.context.loaders.enter(info)
            return resolve(root, info, page=page, **arguments)

        return resolve_list
