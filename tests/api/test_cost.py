"""Depth and cost of an operation."""

from typing import Any

import graphene
import pytest
from graphql import get_introspection_query

from api.errors import RequestError
from api.execution import field_costs
from api.execution.cost import check_cost
from api.execution.documents import read_document
from api.relay.connections import ConnectionField, ListField, connection_type
from api.schema import schema as api_schema


class Person(graphene.ObjectType):
    name = graphene.String()
    tags = graphene.List(graphene.String)
    pictures = graphene.List(lambda: Picture)
    friend = graphene.Field(lambda: Person)
    friends = ListField(lambda: Person, node="Person")
    followers = ConnectionField(f"{__name__}.PersonConnection")


class Picture(graphene.ObjectType):
    url = graphene.String()


PersonConnection = connection_type(Person)


class Query(graphene.ObjectType):
    me = graphene.Field(Person)
    people = graphene.List(Person, ids=graphene.List(graphene.ID))


schema = graphene.Schema(query=Query).graphql_schema
network = api_schema.graphql_schema


@pytest.fixture(autouse=True)
def lists_weigh_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted here are values alone."""
    monkeypatch.setattr(field_costs, "LIST", 0)


def cost(query: str, **variables: Any) -> int:
    return read_document(schema, query).select(None).estimate.total(variables)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ me { name } }", 2),
        ("{ me { name tags } }", 3),
        ("{ me { friend { name } } }", 3),
        # a list without a size argument
        ("{ me { pictures { url } } }", 1 + 1 + 5 * 1),
        # the default size, a given one, one that will be refused
        ("{ me { friends { name } } }", 1 + 1 + 20 * 1),
        ("{ me { friends(first: 7) { name tags } } }", 1 + 1 + 7 * 2),
        ("{ me { friends(first: 1000000) { name } } }", 1 + 1 + 100),
        ("{ me { friends(first: -5) { name } } }", 1 + 1 + 1),
        # nesting multiplies
        ("{ me { friends(first: 7) { friends(first: 3) { name } } } }", 2 + 7 * (1 + 3 * 1)),
        # the lists of a connection are as long as its page
        ("{ me { followers { nodes { name } } } }", 2 + 1 + 20 * 1),
        (
            "{ me { followers(last: 3) { edges { cursor node { name } } totalCount } } }",
            2 + 2 + 3 * 3,
        ),
        ("{ me { followers(first: 3) { pageInfo { endCursor } } } }", 2 + 2),
        # a list of ids
        ('{ people(ids: ["1", "2", "3"]) { name } }', 1 + 3),
        # fragments
        ("{ me { ...on Person { name } ...Parts } } fragment Parts on Person { name tags }", 4),
    ],
)
def test_the_cost_counts_the_values_of_the_answer(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_sizes_come_from_variables_or_their_defaults() -> None:
    query = """
    query ($n: Int = 4, $m: Int, $ids: [ID]) {
      people(ids: $ids) { friends(first: $n) { followers(first: $m) { nodes { name } } } }
    }
    """

    assert cost(query) == 1 + 20 * (1 + 4 * (1 + 1 + 20))
    assert cost(query, n=2, m=3, ids=["a", "b"]) == 1 + 2 * (1 + 2 * (1 + 1 + 3))
    assert cost(query, n=10**9, m="x", ids=None) == 1 + 20 * (1 + 100 * (1 + 1 + 100))


def test_a_cost_over_the_limit_is_refused_with_both_figures() -> None:
    query = "query ($n: Int) { me { friends(first: 100) { friends(first: $n) { name tags } } } }"
    estimate = read_document(schema, query).select(None).estimate
    check_cost(estimate.total({"n": 99}))

    with pytest.raises(RequestError) as refused:
        check_cost(estimate.total({"n": 100}))

    [error] = refused.value.errors
    assert error.message == (
        "The operation costs 20102; at most 20000 is allowed. "
        "Ask for shorter lists (`first`) or fewer fields in them."
    )
    assert error.extensions == {"code": "QUERY_TOO_COMPLEX", "cost": 20_102, "maxCost": 20_000}


def test_depth_is_limited_through_fragments() -> None:
    def nested(levels: int) -> str:
        return "{ me { " + "friend { " * (levels - 3) + "...Parts " + "} " * (levels - 3) + "} }"

    parts = "fragment Parts on Person { friend { name } }"
    assert read_document(schema, nested(16) + parts).select(None).estimate.depth == 16

    with pytest.raises(RequestError) as refused:
        read_document(schema, nested(17) + parts)

    [error] = refused.value.errors
    assert error.message == "The operation is 17 levels deep; at most 16 are allowed."
    assert error.extensions == {"code": "QUERY_TOO_COMPLEX"}


def test_fragments_that_double_are_weighed_at_once() -> None:
    levels = 13
    query = "query ($n: Int) { me { ...F0 } }" + "".join(
        f"fragment F{level} on Person {{ friend {{ ...F{level + 1} ...F{level + 1} }} }}"
        for level in range(levels)
    )
    query += f"fragment F{levels} on Person {{ friends(first: $n) {{ name }} }}"

    assert cost(query, n=1) == 1 + sum(2**level for level in range(levels)) + 2**levels * 2


def test_the_introspection_query_of_tools_passes() -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    check_cost(read_document(schema, query).select(None).estimate.total({}))


@pytest.mark.parametrize("place", ['post(id: "x")', 'node(id: "x") { ... on Comment'])
def test_mentions_count_as_many_as_a_text_may_have(place: str) -> None:
    def of(fields: str) -> int:
        query = f"{{ {place} {{ mentions {{ {fields} }} }} {'}' * place.count('{')} }}"
        return read_document(network, query).select(None).estimate.total({})

    assert of("id isSuspended") - of("id") == 20
