"""Introspection: its cost, and what is hidden while it is disabled."""

from typing import Any

import pytest
from django.test import Client
from graphql import get_introspection_query
from pytest_django import Settings

from api.execution.documents import read_document
from api.execution.introspection import DISABLED, INVALID_DOCUMENT, Root, introspection_sizes
from api.limits import MAX_COST
from api.schema import schema
from tests.api.client import GraphQLClient

SCHEMA = schema.graphql_schema


@pytest.fixture
def switched_off(settings: Settings) -> None:
    settings.INTROSPECTION = False


def answer(query: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = GraphQLClient().answer(query, **variables)
    return found


def cost(query: str) -> int:
    return read_document(SCHEMA, query).select(None).estimate.total({})


def test_lists_of_the_schema_count_as_long_as_they_are() -> None:
    sizes = introspection_sizes(SCHEMA)
    types = len(SCHEMA.type_map)
    most = max(len(getattr(each, "fields", ())) for each in SCHEMA.type_map.values())

    assert sizes[Root.SCHEMA]["__Schema.types"] == types
    assert sizes[Root.SCHEMA]["__Type.fields"] == 5
    assert sizes[Root.TYPE]["__Type.fields"] == most
    # ten of its values are a unit
    assert cost("{ __schema { types { name } } }") == 1 + -(-(1 + types) // 10)
    assert cost('{ __type(name: "User") { fields { name } } }') == 1 + -(-(1 + most) // 10)


def test_a_schema_of_twice_the_size_could_be_read() -> None:
    assert cost(get_introspection_query(schema_description=True)) < MAX_COST / 2


def test_introspection_under_many_names_is_too_much() -> None:
    many = " ".join(f"a{number}: __schema {{ types {{ ...T }} }}" for number in range(50))
    names = "fragment T on __Type { fields { name } }"
    all_of_it = (
        "fragment T on __Type { fields { name type { ...N } args { name type { ...N } } } }"
        "fragment N on __Type { name kind ofType { name kind ofType { name kind } } }"
    )

    assert len(answer(f"{{ {many} }} {names}")["data"]) == 50
    [error] = answer(f"{{ {many} }} {all_of_it}")["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert "data" in answer(f"{{ __schema {{ types {{ ...T }} }} }} {all_of_it}")


@pytest.mark.usefixtures("switched_off")
@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "User") { name } }',
        "{ a: __schema { description } }",
        "{ me { id } ...F } fragment F on Query { ... { __schema { description } } }",
        get_introspection_query(),
    ],
)
def test_the_schema_is_hidden(query: str) -> None:
    assert answer(query) == {
        "errors": [{"message": DISABLED, "extensions": {"code": "BAD_USER_INPUT"}}]
    }


@pytest.mark.usefixtures("switched_off")
@pytest.mark.parametrize(
    "query",
    [
        "{ usr { id } }",
        "{ me { usernam } }",
        "{ me }",
        "{ me { id { x } } }",
        "{ post { id } }",
        "{ users(serch: 1) { totalCount } }",
        "{ notifications(kinds: [FOLOW]) { totalCount } }",
        "{ ... on Usr { id } }",
        "query ($x: Strin) { user(username: $x) { id } }",
        "query ($x: Int) { user(username: $x) { id } }",
    ],
)
def test_no_name_is_revealed_that_the_client_did_not_send(query: str) -> None:
    for error in answer(query)["errors"]:
        assert error["message"] == INVALID_DOCUMENT
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["locations"]


@pytest.mark.usefixtures("switched_off")
def test_no_value_is_suggested_for_a_variable() -> None:
    query = "query ($k: [NotificationKind!]) { notifications(kinds: $k) { totalCount } }"

    [error] = answer(query, k=["FOLOW"])["errors"]

    assert error["message"] == INVALID_DOCUMENT
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "kinds"}


@pytest.mark.usefixtures("switched_off")
def test_the_rest_is_as_ever(stores: None) -> None:
    assert answer("{ __typename me { __typename } }") == {
        "data": {"__typename": "Query", "me": None}
    }


def test_with_introspection_clients_are_helped() -> None:
    [error] = answer("{ me { usernam } }")["errors"]
    assert error["message"] == (
        "Cannot query field 'usernam' on type 'User'. Did you mean 'username'?"
    )
    assert Client().get("/graphql/", {"query": get_introspection_query()}).status_code == 200
