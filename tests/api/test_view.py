"""GraphQL over HTTP, by a small schema of its own."""

import json
import logging
from typing import Any

import graphene
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import path
from graphql import GraphQLResolveInfo

from api.connections import check_size
from api.context import require_viewer
from api.limits import MAX_BODY_BYTES
from api.uploads import Upload
from api.view import graphql_view
from core.errors import InvalidInput

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
done: list[str] = []


class Query(graphene.ObjectType):
    hello = graphene.String(name=graphene.String(default_value="world"))
    sized = graphene.String(first=graphene.Int())
    broken = graphene.String()
    needed = graphene.String(required=True)
    me = graphene.String()

    @staticmethod
    def resolve_hello(root: None, info: GraphQLResolveInfo, name: str) -> str:
        return f"Hello {name}"

    @staticmethod
    def resolve_sized(root: None, info: GraphQLResolveInfo, first: int) -> str:
        check_size(first, "first")
        return "fine"

    @staticmethod
    def resolve_broken(root: None, info: GraphQLResolveInfo) -> str:
        raise RuntimeError("a secret")

    @staticmethod
    def resolve_needed(root: None, info: GraphQLResolveInfo) -> str:
        raise InvalidInput("Not today.")

    @staticmethod
    def resolve_me(root: None, info: GraphQLResolveInfo) -> str:
        return require_viewer(info).username


class Mutation(graphene.ObjectType):
    act = graphene.String()
    login = graphene.String()
    size_of = graphene.Int(file=Upload(required=True))

    @staticmethod
    def resolve_act(root: None, info: GraphQLResolveInfo) -> str:
        done.append("act")
        return "done"

    @staticmethod
    def resolve_login(root: None, info: GraphQLResolveInfo) -> str:
        return "welcome"

    @staticmethod
    def resolve_size_of(root: None, info: GraphQLResolveInfo, file: Any) -> int:
        return int(file.size)


urlpatterns = [path("graphql/", graphql_view(graphene.Schema(query=Query, mutation=Mutation)))]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def post(client: Client, body: Any, content_type: str = JSON, **headers: str) -> Any:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(
        "/graphql/",
        content,
        content_type=content_type,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def only_error(response: Any) -> tuple[str, dict[str, Any]]:
    body = json.loads(response.content)
    assert list(body) == ["errors"]
    [error] = body["errors"]
    return error["message"], error["extensions"]


def test_a_query_is_answered(client: Client) -> None:
    response = post(
        client,
        {"query": "query Hi($n: String) { hello(name: $n) }", "variables": {"n": "Zoë"}},
    )

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Vary"] == "Accept"
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
    assert only_error(response) == ("Mutations need a POST.", {"code": "BAD_USER_INPUT"})
    assert client.head("/graphql/", {"query": "mutation { act }"}).status_code == 405
    assert done == []


def test_a_browser_gets_the_playground(client: Client) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    page = client.get("/graphql/", headers=browser)
    answer = client.get("/graphql/", {"query": "{ hello }"}, headers=browser)
    nothing = client.get("/graphql/")

    assert not page.headers["Content-Type"].startswith("application/")
    assert page.headers["Vary"] == "Accept"
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
        "Send one operation at a time: batches are not served.",
        None,
    ),
    ([], "Send one operation at a time: batches are not served.", None),
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
        "Text with null characters or half surrogates cannot be stored.",
        "a",
    ),
    (
        '{"query": "mutation { act }", "variables": {"a": "\\ud800"}}',
        "Text with null characters or half surrogates cannot be stored.",
        "a",
    ),
    (
        '{"query": "mutation { act } # \\udc00"}',
        "Text with null characters or half surrogates cannot be stored.",
        "query",
    ),
]


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
@pytest.mark.parametrize(("body", "message", "field"), MALFORMED)
def test_a_malformed_request_is_told_why(
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
    fits = json.dumps({"query": "{ hello }"}).ljust(MAX_BODY_BYTES)

    assert post(client, fits).status_code == 200
    response = post(client, fits + " ")
    assert response.status_code == 413
    assert only_error(response) == (
        "The body is longer than 256 kB.",
        {"code": "BAD_USER_INPUT"},
    )


REFUSED_DOCUMENTS = [
    ({"query": "{ hello"}, "Syntax Error: Expected Name, found <EOF>."),
    ({"query": "{ nothing }"}, "Cannot query field 'nothing' on type 'Query'."),
    ({"query": "subscription { hello }"}, "Subscriptions are not served here."),
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
                "extensions": {"code": "BAD_USER_INPUT", "field": "first"},
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
    assert body["errors"][0]["message"] == "Something went wrong on our side."
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

    monkeypatch.setattr("api.view.read_params", fail)
    caplog.set_level(logging.ERROR)

    plain = post(client, {"query": "{ hello }"})
    precise = post(client, {"query": "{ hello }"}, Accept=GRAPHQL_RESPONSE)

    assert (plain.status_code, precise.status_code) == (200, 500)
    message, extensions = only_error(plain)
    assert message == "Something went wrong on our side."
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
