"""What an answer says of refused documents, failing fields, faults and tokens."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from api.execution.executor import USE_STREAMING

from .small_schema import GRAPHQL_RESPONSE, done, only_error, post

pytestmark = pytest.mark.urls("tests.api.view.small_schema")


REFUSED_DOCUMENTS = [
    ({"query": "{ hello"}, "Syntax Error: Expected Name, found <EOF>."),
    ({"query": "{ nothing }"}, "Cannot query field 'nothing' on type 'Query'."),
    ({"query": "subscription { hello }"}, USE_STREAMING),
    (
        {"query": "query ($n: String!) { hello(name: $n) }"},
        "Variable '$n' of required type 'String!' was not provided.",
    ),
    (
        {"query": "query A { hello }", "operationName": "B"},
        "The document has no operation named 'B'.",
    ),
]


@pytest.mark.parametrize(("body", "message"), REFUSED_DOCUMENTS)
def test_a_refused_document_has_a_status_only_where_the_media_type_has_one(
    client: Client, body: Any, message: str
) -> None:
    plain = post(client, body)
    precise = post(client, body, Accept=GRAPHQL_RESPONSE)

    assert (plain.status_code, precise.status_code) == (200, 400)
    assert only_error(plain)[0] == message
    assert only_error(plain)[1]["code"] == "BAD_USER_INPUT"
    assert only_error(precise) == only_error(plain)


def test_a_failing_field_leaves_the_others(client: Client) -> None:
    response = post(client, {"query": "{ hello sized(first: 0) }"}, Accept=GRAPHQL_RESPONSE)

    assert response.status_code == 200
    assert json.loads(response.content) == {
        "errors": [
            {
                "message": "`first` must be from 1 to 100, not 0.",
                "locations": [{"line": 1, "column": 9}],
                "path": ["sized"],
                "extensions": {
                    "code": "BAD_USER_INPUT",
                    "field": "first",
                    "fields": {"first": "`first` must be from 1 to 100, not 0."},
                },
            }
        ],
        "data": {"hello": "Hello world", "sized": None},
    }


def test_a_needed_field_that_fails_leaves_null(client: Client) -> None:
    response = post(client, {"query": "{ hello needed }"}, Accept=GRAPHQL_RESPONSE)

    assert response.status_code == 200
    assert json.loads(response.content)["data"] is None


def test_a_fault_is_masked_and_found_by_the_requests_id(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = post(client, {"query": "{ hello broken }"}, X_Request_ID="from-the-proxy-1")

    assert response.status_code == 200
    assert response.headers["X-Request-ID"] == "from-the-proxy-1"
    body = json.loads(response.content)
    assert body["data"] == {"hello": "Hello world", "broken": None}
    assert body["errors"][0]["message"] == "Internal server error."
    assert body["errors"][0]["extensions"] == {
        "code": "INTERNAL",
        "requestId": "from-the-proxy-1",
    }
    assert "a secret" not in response.content.decode()
    assert "Request from-the-proxy-1 failed at broken." in caplog.messages
    assert "a secret" in caplog.text


@pytest.mark.parametrize("given", ["short", "two words here", "x" * 65, "line\nbreak-line", ""])
def test_a_request_id_that_could_lie_in_the_log_is_replaced(client: Client, given: str) -> None:
    response = post(client, {"query": "{ hello }"}, X_Request_ID=given)

    assert len(response.headers["X-Request-ID"]) == 32
    assert response.headers["X-Request-ID"] != given


def test_a_fault_of_the_whole_request_is_masked(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("api.http.view.read_params", fail)
    caplog.set_level(logging.ERROR)

    plain = post(client, {"query": "{ hello }"})
    precise = post(client, {"query": "{ hello }"}, Accept=GRAPHQL_RESPONSE)

    assert (plain.status_code, precise.status_code) == (200, 500)
    message, extensions = only_error(plain)
    assert message == "Internal server error."
    assert extensions == {"code": "INTERNAL", "requestId": plain.headers["X-Request-ID"]}
    assert f"Request {plain.headers['X-Request-ID']} failed at the request." in caplog.messages


def test_without_a_header_the_viewer_is_nobody(client: Client) -> None:
    body = json.loads(post(client, {"query": "{ hello me }"}).content)

    assert body["data"] == {"hello": "Hello world", "me": None}
    assert body["errors"][0]["message"] == "Sign in first."
    assert body["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic YTpi", "Token abc", "Bearer not-a-token", "JWT x.y.z"]
)
def test_a_token_that_does_not_hold_ends_the_operation(client: Client, header: str) -> None:
    query = {"query": "mutation { act }"}

    plain = post(client, query, Authorization=header)
    precise = post(client, query, Authorization=header, Accept=GRAPHQL_RESPONSE)

    assert (plain.status_code, precise.status_code) == (200, 401)
    assert precise.headers["WWW-Authenticate"] == "Bearer"
    assert "WWW-Authenticate" not in plain.headers
    assert only_error(plain)[1] == {"code": "UNAUTHENTICATED"}
    assert done == []


def test_signing_in_works_with_a_stale_token(client: Client) -> None:
    alone = post(client, {"query": "mutation { login }"}, Authorization="Bearer stale")
    with_more = post(client, {"query": "mutation { login act }"}, Authorization="Bearer stale")

    assert json.loads(alone.content) == {"data": {"login": "welcome"}}
    assert only_error(with_more)[1] == {"code": "UNAUTHENTICATED"}
    assert done == []
