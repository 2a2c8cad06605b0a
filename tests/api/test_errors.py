"""Errors: sent with their message, or masked and logged."""

import logging
from types import SimpleNamespace

import graphene
import pytest
from graphql import GraphQLError, execute_sync, graphql_sync, parse

from api.errors import RequestError, as_graphql_error, bad_request, format_errors
from core.common.errors import (
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    RateLimited,
    Unauthenticated,
)
from graph.errors import GraphUnavailable


def raised(error: Exception) -> dict[str, object]:
    """The error of a field whose resolver raises `error`."""

    class Query(graphene.ObjectType):
        field = graphene.String()

        @staticmethod
        def resolve_field(root: None, info: object) -> str:
            raise error

    result = graphene.Schema(query=Query).execute("{ field }")
    [formatted] = format_errors(result.errors, "request-1")
    return dict(formatted)


@pytest.mark.parametrize(
    ("error", "extensions"),
    [
        (Unauthenticated("Why."), {"code": "UNAUTHENTICATED"}),
        (Forbidden("Why."), {"code": "FORBIDDEN"}),
        (NotFound("Why."), {"code": "NOT_FOUND"}),
        (
            InvalidInput("Why.", "bio"),
            {"code": "BAD_USER_INPUT", "field": "bio", "fields": {"bio": "Why."}},
        ),
        (InvalidInput("Why."), {"code": "BAD_USER_INPUT"}),
        (RateLimited("Why.", 30), {"code": "RATE_LIMITED", "retryAfter": 30}),
        (GraphUnavailable("Why."), {"code": "GRAPH_UNAVAILABLE"}),
    ],
)
def test_a_domain_error_is_sent(
    error: DomainError, extensions: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    assert raised(error) == {
        "message": "Why.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["field"],
        "extensions": extensions,
    }
    assert caplog.records == []


def test_anything_else_is_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert raised(RuntimeError("password is 1234")) == {
        "message": "Internal server error.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["field"],
        "extensions": {"code": "INTERNAL", "requestId": "request-1"},
    }
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "Request request-1 failed at field."
    assert "password is 1234" in caplog.text
    assert "resolve_field" in caplog.text


def test_one_fault_of_many_fields_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    fault = RuntimeError("broken")

    formatted = format_errors([as_graphql_error(fault), as_graphql_error(fault)], "request-1")

    assert [error["extensions"]["code"] for error in formatted] == ["INTERNAL", "INTERNAL"]
    assert len(caplog.records) == 1


def test_what_a_resolver_returns_wrongly_is_our_fault(caplog: pytest.LogCaptureFixture) -> None:
    class Query(graphene.ObjectType):
        number = graphene.Int()
        needed = graphene.String(required=True)

    schema = graphene.Schema(query=Query).graphql_schema
    root = SimpleNamespace(number=2**40, needed=None)
    errors = [
        error
        for query in ("{ number }", "{ needed }")
        for error in execute_sync(schema, parse(query), root).errors or []
    ]

    codes = [error["extensions"]["code"] for error in format_errors(errors, "request-1")]

    assert codes == ["INTERNAL", "INTERNAL"]
    assert "Int cannot represent" in caplog.text


def test_graphqls_own_errors_are_sent_and_name_the_variable() -> None:
    class Query(graphene.ObjectType):
        field = graphene.String(size=graphene.Int(required=True))

    schema = graphene.Schema(query=Query).graphql_schema
    wrong = graphql_sync(
        schema, "query ($n: Int!) { field(size: $n) }", variable_values={"n": "big"}
    )
    unknown = graphql_sync(schema, "{ nothing }")
    null = graphql_sync(
        schema, "query ($n: Int = 1) { field(size: $n) }", variable_values={"n": None}
    )

    [formatted] = format_errors(wrong.errors or [], "request-1")
    assert formatted["message"] == (
        "Variable '$n' got invalid value 'big'; Int cannot represent non-integer value: 'big'"
    )
    assert formatted["extensions"] == {"code": "BAD_USER_INPUT", "field": "n"}
    [formatted] = format_errors(unknown.errors or [], "request-1")
    assert formatted["message"] == "Cannot query field 'nothing' on type 'Query'."
    assert formatted["extensions"] == {"code": "BAD_USER_INPUT"}
    [formatted] = format_errors(null.errors or [], "request-1")
    assert formatted["message"] == "Argument 'size' of non-null type 'Int!' must not be null."
    assert formatted["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_refusal_carries_its_status() -> None:
    refused = bad_request("No.", status=415, field="query", headers={"Accept-Post": "x"})

    assert isinstance(refused, RequestError)
    assert (refused.status, refused.well_formed, refused.headers) == (
        415,
        False,
        {"Accept-Post": "x"},
    )
    assert format_errors(refused.errors, "request-1") == [
        {"message": "No.", "extensions": {"code": "BAD_USER_INPUT", "field": "query"}}
    ]
    assert isinstance(refused.errors[0], GraphQLError)
