"""Which HTTP requests are accepted, and the errors of the others."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api.limits import MAX_TEXT_BYTES

from .small_schema import GRAPHQL_RESPONSE, JSON, done, only_error, post

pytestmark = pytest.mark.urls("tests.api.view.small_schema")


def test_a_query_is_answered(client: Client) -> None:
    response = post(
        client,
        {"query": "query Hi($n: String) { hello(name: $n) }", "variables": {"n": "Zoë"}},
    )

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Vary"] == "Accept, Authorization, Session-Mode, origin"
    assert response.content.decode() == '{"data":{"hello":"Hello Zoë"}}'


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json; charset=utf-8", JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.5, {JSON};q=0.9", JSON),
        (f"text/event-stream, {GRAPHQL_RESPONSE}, {JSON}, */*", GRAPHQL_RESPONSE),
        ("text/plain, */*;q=0.1", JSON),
    ],
)
def test_the_client_chooses_the_media_type(client: Client, accept: str, expected: str) -> None:
    response = post(client, {"query": "{ hello }"}, Accept=accept)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == f"{expected}; charset=utf-8"


def test_a_media_type_that_is_not_served_is_refused(client: Client) -> None:
    response = post(client, {"query": "mutation { act }"}, Accept="text/csv")

    assert response.status_code == 406
    assert only_error(response) == (
        "Accept one of application/json, application/graphql-response+json.",
        {"code": "BAD_USER_INPUT"},
    )
    assert done == []


def test_a_get_runs_a_query(client: Client) -> None:
    response = client.get(
        "/graphql/",
        {
            "query": "query A($n: String) { hello(name: $n) } query B { hello }",
            "variables": '{"n": "Ada"}',
            "operationName": "A",
        },
    )

    assert json.loads(response.content) == {"data": {"hello": "Hello Ada"}}
    assert client.head("/graphql/", {"query": "{ hello }"}).status_code == 200


def test_a_get_runs_no_mutation(client: Client) -> None:
    response = client.get("/graphql/", {"query": "mutation { act }"})

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert only_error(response) == ("Mutations require POST.", {"code": "BAD_USER_INPUT"})
    assert client.head("/graphql/", {"query": "mutation { act }"}).status_code == 405
    assert done == []


def test_a_browser_gets_the_playground(client: Client) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    page = client.get("/graphql/", headers=browser)
    answer = client.get("/graphql/", {"query": "{ hello }"}, headers=browser)
    nothing = client.get("/graphql/")

    assert not page.headers["Content-Type"].startswith("application/")
    assert page.headers["Vary"] == "Accept, Authorization, Session-Mode, origin"
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert nothing.status_code == 400
    assert only_error(nothing)[0] == "Send the operation as a string in `query`."


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = getattr(client, method)(
        "/graphql/", json.dumps({"query": "mutation { act }"}), content_type=JSON
    )

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert only_error(response)[0] == "Use GET or POST."
    assert done == []


def test_options_tells_the_methods(client: Client) -> None:
    response = client.options("/graphql/")

    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


MALFORMED: list[tuple[Any, str, str | None]] = [
    (
        [{"query": "mutation { act }"}],
        "Send one operation per request. Batches are not supported.",
        None,
    ),
    ([], "Send one operation per request. Batches are not supported.", None),
    ("3", "The body must be a JSON object with the operation in `query`.", None),
    ("null", "The body must be a JSON object with the operation in `query`.", None),
    (
        "{",
        "The body is not JSON: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1).",
        None,
    ),
    (" ", "The body is not JSON: Expecting value: line 1 column 2 (char 1).", None),
    (b'{"query": "\xff"}', "The body is not UTF-8.", None),
    (
        '{"query": "mutation { act }", "variables": {"n": NaN}}',
        "The body is not JSON: NaN is not a JSON value.",
        None,
    ),
    ("[" * 100_000, "The body is nested too deeply.", None),
    ({}, "Send the operation as a string in `query`.", "query"),
    ({"query": ""}, "Send the operation as a string in `query`.", "query"),
    ({"query": None}, "Send the operation as a string in `query`.", "query"),
    ({"query": {"a": 1}}, "Send the operation as a string in `query`.", "query"),
    (
        {"query": "mutation { act }", "variables": "{}"},
        "`variables` must be a JSON object.",
        "variables",
    ),
    (
        {"query": "mutation { act }", "variables": []},
        "`variables` must be a JSON object.",
        "variables",
    ),
    (
        {"query": "mutation { act }", "operationName": 1},
        "`operationName` must be a string.",
        "operationName",
    ),
    (
        {"query": "mutation { act }", "extensions": 1},
        "`extensions` must be a JSON object.",
        "extensions",
    ),
    (
        '{"query": "mutation { act }", "variables": {"a": [{"b": "\\u0000"}]}}',
        "Text must not contain NUL or unpaired surrogates.",
        "a",
    ),
    (
        '{"query": "mutation { act }", "variables": {"a": "\\ud800"}}',
        "Text must not contain NUL or unpaired surrogates.",
        "a",
    ),
    (
        '{"query": "mutation { act } # \\udc00"}',
        "Text must not contain NUL or unpaired surrogates.",
        "query",
    ),
]


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
@pytest.mark.parametrize(("body", "message", "field"), MALFORMED)
def test_a_malformed_request_has_an_error_message(
    client: Client, body: Any, message: str, field: str | None, accept: str
) -> None:
    response = post(client, body, Accept=accept)

    assert response.status_code == 400
    extensions = {"code": "BAD_USER_INPUT", **({"field": field} if field else {})}
    assert only_error(response) == (message, extensions)
    assert done == []


@pytest.mark.parametrize(
    ("content_type", "status", "message"),
    [
        (
            "application/x-www-form-urlencoded",
            415,
            "Send the operation as `application/json`, or as `multipart/form-data` with files.",
        ),
        (
            "text/plain",
            415,
            "Send the operation as `application/json`, or as `multipart/form-data` with files.",
        ),
        ("application/json; charset=latin-1", 415, "Send the body in UTF-8."),
    ],
)
def test_other_content_types_are_refused(
    client: Client, content_type: str, status: int, message: str
) -> None:
    response = post(client, {"query": "mutation { act }"}, content_type=content_type)

    assert response.status_code == status
    assert only_error(response)[0] == message
    assert done == []


def test_a_form_cannot_run_a_mutation(client: Client) -> None:
    plain = client.post("/graphql/", {"query": "mutation { act }"})
    urlencoded = post(client, "query=mutation{act}", "application/x-www-form-urlencoded")

    assert plain.status_code == 400
    assert only_error(plain)[0].startswith("A multipart request needs one of the headers ")
    assert urlencoded.status_code == 415
    assert done == []


def test_a_file_arrives(client: Client) -> None:
    response = client.post(
        "/graphql/",
        {
            "operations": json.dumps(
                {
                    "query": "mutation ($f: Upload!) { sizeOf(file: $f) }",
                    "variables": {"f": None},
                }
            ),
            "map": json.dumps({"0": ["variables.f"]}),
            "0": SimpleUploadedFile("a.txt", b"12345"),
        },
        headers={"GraphQL-Preflight": "1"},
    )

    assert json.loads(response.content) == {"data": {"sizeOf": 5}}


def test_a_long_body_is_refused(client: Client) -> None:
    fits = json.dumps({"query": "{ hello }"}).ljust(MAX_TEXT_BYTES)

    assert post(client, fits).status_code == 200
    response = post(client, fits + " ")
    assert response.status_code == 413
    assert only_error(response) == (
        "The body is longer than 256 kB.",
        {"code": "BAD_USER_INPUT"},
    )
