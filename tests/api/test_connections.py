"""Connections and plain lists, over a list of numbers."""

from dataclasses import replace
from typing import Any

import graphene
import pytest
from django.test import RequestFactory
from graphql import GraphQLResolveInfo

from api.context import Context
from api.relay.connections import Connection, ConnectionField, ListField, connection_type
from api.relay.cursors import encode_cursor
from api.relay.ids import to_global
from core.common.errors import InvalidInput
from core.lists.pages import Page, PageRequest

NUMBERS = [1, 2, 3, 4, 5]
counted: list[str] = []


def page_of_numbers(request: PageRequest) -> Page[int]:
    rows = [
        number
        for number in (reversed(NUMBERS) if request.backward else NUMBERS)
        if (request.after is None or number > request.after)  # type: ignore[operator]
        and (request.before is None or number < request.before)  # type: ignore[operator]
    ]
    return Page.cut(rows[: request.limit], request, key=int)


def count() -> int:
    counted.append("counted")
    return len(NUMBERS)


class Number(graphene.ObjectType):
    """A number."""

    value = graphene.Int(required=True)

    @staticmethod
    def resolve_value(number: int, info: GraphQLResolveInfo) -> int:
        return number


NumberConnection = connection_type(Number)


class Query(graphene.ObjectType):
    numbers = ConnectionField(NumberConnection, required=True, plus=graphene.Int(default_value=0))
    recent = ListField(Number, node="Number", required=True)

    @staticmethod
    def resolve_numbers(
        root: None, info: GraphQLResolveInfo, page: PageRequest, plus: int
    ) -> Connection[int]:
        def shown(request: PageRequest) -> Page[int]:
            numbers = page_of_numbers(request)
            return replace(numbers, items=[number + plus for number in numbers.items])

        return Connection(shown, page, count, descending=False)

    @staticmethod
    def resolve_recent(root: None, info: GraphQLResolveInfo, page: PageRequest) -> list[int]:
        older = [n for n in reversed(NUMBERS) if page.after is None or n < page.after]  # type: ignore[operator]
        return older[: page.size]


schema = graphene.Schema(query=Query)


def execute(query: str, of: graphene.Schema = schema, **options: Any) -> Any:
    context = Context(RequestFactory().get("/graphql/"), "request-1")
    return of.execute(query, context_value=context, **options)


def numbers(arguments: str, selection: str = "nodes { value }") -> Any:
    result = execute(f"{{ numbers{arguments} {{ {selection} }} }}")
    assert result.errors is None, result.errors
    return result.data["numbers"]


def refusal(field: str) -> InvalidInput:
    result = execute(f"{{ {field} }}")
    assert result.data is None
    [error] = result.errors
    assert isinstance(error.original_error, InvalidInput)
    return error.original_error


def test_a_page_has_edges_nodes_and_what_surrounds_it() -> None:
    after = encode_cursor(1, of="Query.numbers")

    page = numbers(
        f'(first: 2, after: "{after}", plus: 10)',
        """
        edges { cursor node { value } } nodes { value }
        pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
        """,
    )

    assert page == {
        "edges": [
            {"cursor": encode_cursor(2, of="Query.numbers"), "node": {"value": 12}},
            {"cursor": encode_cursor(3, of="Query.numbers"), "node": {"value": 13}},
        ],
        "nodes": [{"value": 12}, {"value": 13}],
        "pageInfo": {
            "hasPreviousPage": True,
            "hasNextPage": True,
            "startCursor": encode_cursor(2, of="Query.numbers"),
            "endCursor": encode_cursor(3, of="Query.numbers"),
        },
    }


def test_an_empty_page_has_no_cursors() -> None:
    after = encode_cursor(5, of="Query.numbers")

    page = numbers(
        f'(after: "{after}")', "nodes { value } pageInfo { hasNextPage startCursor endCursor }"
    )

    assert page == {
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "startCursor": None, "endCursor": None},
    }


def walk(direction: str) -> list[list[int]]:
    """All pages of two, from one end to the other."""
    size, cursor_argument, cursor_field, goes_on = {
        "forward": ("first", "after", "endCursor", "hasNextPage"),
        "backward": ("last", "before", "startCursor", "hasPreviousPage"),
    }[direction]
    pages = []
    arguments = f"({size}: 2)"
    while True:
        page = numbers(arguments, f"nodes {{ value }} pageInfo {{ {cursor_field} {goes_on} }}")
        pages.append([node["value"] for node in page["nodes"]])
        if not page["pageInfo"][goes_on]:
            return pages
        arguments = f'({size}: 2, {cursor_argument}: "{page["pageInfo"][cursor_field]}")'


def test_cursors_lead_through_the_list_in_both_directions() -> None:
    assert walk("forward") == [[1, 2], [3, 4], [5]]
    assert walk("backward") == [[4, 5], [2, 3], [1]]


def test_the_list_is_counted_only_when_asked_for() -> None:
    counted.clear()

    numbers("")
    assert counted == []

    assert numbers("", "totalCount") == {"totalCount": 5}
    assert counted == ["counted"]


@pytest.mark.parametrize(
    ("arguments", "message", "field"),
    [
        ("(first: 0)", "`first` must be from 1 to 100, not 0.", "first"),
        ("(first: -1)", "`first` must be from 1 to 100, not -1.", "first"),
        ("(first: 101)", "`first` must be from 1 to 100, not 101.", "first"),
        ("(last: 0)", "`last` must be from 1 to 100, not 0.", "last"),
        ("(last: 101)", "`last` must be from 1 to 100, not 101.", "last"),
        ("(first: 1, last: 1)", "Give `first` or `last`, not both.", "last"),
        (
            '(after: "x")',
            "`after` is not a cursor of this list. Use a returned cursor, unchanged.",
            "after",
        ),
        (
            '(after: "UG9zdDoxMjM=")',
            "`after` is not a cursor of this list. Use a returned cursor, unchanged.",
            "after",
        ),
        (
            '(last: 2, before: "x")',
            "`before` is not a cursor of this list. Use a returned cursor, unchanged.",
            "before",
        ),
    ],
)
def test_a_bad_argument_is_refused_by_name(arguments: str, message: str, field: str) -> None:
    error = refusal(f"numbers{arguments} {{ nodes {{ value }} }}")

    assert (error.message, error.field) == (message, field)


def test_without_a_size_a_page_holds_twenty() -> None:
    requests = []

    class Query(graphene.ObjectType):
        numbers = ConnectionField(NumberConnection, required=True)

        @staticmethod
        def resolve_numbers(
            root: None, info: GraphQLResolveInfo, page: PageRequest
        ) -> Connection[int]:
            requests.append(page)
            return Connection(page_of_numbers, page, count, descending=False)

    result = execute(
        "{ a: numbers { totalCount } b: numbers(first: null, last: null) { totalCount } }",
        of=graphene.Schema(query=Query),
    )

    assert result.errors is None
    assert requests == [PageRequest(first=20), PageRequest(first=20)]


def test_a_plain_list_goes_on_before_an_id() -> None:
    first = execute("{ recent(first: 2) { value } }").data
    following = execute(
        "query ($id: ID) { recent(first: 2, before: $id) { value } }",
        variables={"id": to_global("Number", 4)},
    ).data

    assert first == {"recent": [{"value": 5}, {"value": 4}]}
    assert following == {"recent": [{"value": 3}, {"value": 2}]}
    assert execute("{ recent(first: null) { value } }").errors is None


def test_a_connection_goes_on_from_an_id() -> None:
    def values(arguments: str) -> list[int]:
        found = execute(f"{{ numbers({arguments}) {{ nodes {{ value }} }} }}").data
        return [each["value"] for each in found["numbers"]["nodes"]]

    third = to_global("Number", 3)
    assert values(f'after: "{third}"') == [4, 5]
    assert values(f'before: "{third}"') == [1, 2]
    assert values(f'last: 1, before: "{third}"') == [2]


@pytest.mark.parametrize(
    ("arguments", "message", "field"),
    [
        ("(first: 0)", "`first` must be from 1 to 100, not 0.", "first"),
        ("(first: 101)", "`first` must be from 1 to 100, not 101.", "first"),
        (
            '(before: "x")',
            "Invalid ID. Use an ID returned by this API, unchanged.",
            "before",
        ),
        (
            '(before: "UG9zdDoxMjM=")',
            "This is the ID of a Post. Expected the ID of a Number.",
            "before",
        ),
    ],
)
def test_a_plain_lists_bad_argument_is_refused_by_name(
    arguments: str, message: str, field: str
) -> None:
    error = refusal(f"recent{arguments} {{ value }}")

    assert (error.message, error.field) == (message, field)
