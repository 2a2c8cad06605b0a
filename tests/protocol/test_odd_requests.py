"""Requests that no client of ours sends, over real HTTP: each is answered in words, none by 5xx."""

import gzip
import json
from typing import Any

import pytest
import requests

from tests.journeys.server import Service

JSON = "application/json"
BAD = "BAD_USER_INPUT"
HELLO = {"data": {"__typename": "Query"}}
TYPENAME = json.dumps({"query": "{ __typename }"})


def send(
    service: Service, method: str, body: bytes | str = b"", query: str = "", **headers: str
) -> requests.Response:
    return requests.request(
        method,
        f"{service.address}/graphql/{query}",
        data=body.encode() if isinstance(body, str) else body,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        allow_redirects=False,
        timeout=30,
    )


def variables(text: str) -> str:
    query = "query ($n: Int) { users(first: $n) { totalCount } }"
    return f'{{"query": "{query}", "variables": {text}}}'


def document(value: str) -> str:
    return json.dumps({"query": f"{{ users(first: {value}) {{ totalCount }} }}"})


ODD_BODIES: list[tuple[Any, str, int, str, str | None]] = [
    (TYPENAME.encode("utf-16"), JSON, 400, "The body is not UTF-8.", None),
    (TYPENAME, f"{JSON}; charset=utf-16", 415, "Send the body in UTF-8.", None),
    (TYPENAME, f"{JSON}; charset=nonsense", 415, "Send the body in UTF-8.", None),
    (gzip.compress(TYPENAME.encode(), mtime=0), JSON, 400, "The body is not UTF-8.", None),
    (
        '{"query": "{ __typename }", "query": "mutation { logoutEverywhere { ok } }"}',
        JSON, 400, "The body has an object with two members of one name.", None,
    ),
    ("[" * 10_000 + "]" * 10_000, JSON, 400, "The body is nested too deeply.", None),
    (
        variables('{"n": ' + "[" * 10_000 + "]" * 10_000 + "}"),
        JSON, 400, "The body is nested too deeply.", None,
    ),
    (variables('{"n": 1e400}'), JSON, 400, "The body has a number that is out of bounds.", None),
    (
        variables('{"n": ' + "9" * 5_000 + "}"),
        JSON, 400, "The body has a number that is out of bounds.", None,
    ),
    (
        variables('{"n": NaN}'),
        JSON, 400, "The body is not JSON: NaN is not a JSON value.", None,
    ),
    (
        variables('{"n": "\\ud800"}'),
        JSON, 400, "Text must not contain NUL or unpaired surrogates.", "n",
    ),
    (
        variables('{"\\ud800": 1}'),
        JSON, 400, "Text must not contain NUL or unpaired surrogates.", "variables",
    ),
    (
        '{"query": "{ __typename }", "operationName": "\\ud800"}',
        JSON, 400, "Text must not contain NUL or unpaired surrogates.",
        "operationName",
    ),
    (
        variables('{"n": 99999999999999999999}'),
        JSON, 200,
        "Variable '$n' got invalid value 99999999999999999999; Int cannot represent non 32-bit "
        "signed integer value: 99999999999999999999",
        "first",
    ),
    (
        variables('{"n": 1e30}'),
        JSON, 200,
        "Variable '$n' got invalid value 1e+30; Int cannot represent non 32-bit signed integer "
        "value: 1e+30",
        "first",
    ),
    (document("1e400"), JSON, 200, "Int cannot represent non-integer value: 1e400", "first"),
    (
        document("9" * 40),
        JSON, 200,
        f"Int cannot represent non 32-bit signed integer value: {'9' * 40}",
        "first",
    ),
    (
        document("9" * 5_000),
        JSON, 200, "The document has a number of more than 100 digits.", None,
    ),
    ('{"query": 1e400}', JSON, 400, "The body has a number that is out of bounds.", None),
    (
        '{"query": "{ __typename }", "documentId": 1}',
        JSON, 400, "`documentId` must be a string.", "documentId",
    ),
    (
        '{"query": "{ __typename }", "documentId": "a", "id": "b"}',
        JSON, 400, "`documentId` and `id` name different documents.", "documentId",
    ),
    (
        '{"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "a"}}}',
        JSON, 400,
        "`extensions.persistedQuery` must have `version` 1 and a string `sha256Hash`.",
        "extensions",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "content_type", "status", "message", "field"), ODD_BODIES, ids=range(len(ODD_BODIES))
)
def test_an_odd_body_has_an_error_message(
    service: Service, body: Any, content_type: str, status: int, message: str, field: str | None
) -> None:
    response = send(service, "POST", body, Content_Type=content_type)

    assert response.status_code == status
    [error] = response.json()["errors"]
    assert error["message"] == message
    assert error["extensions"] == {"code": BAD, **({"field": field} if field else {})}


def test_a_byte_order_mark_is_skipped(service: Service) -> None:
    response = send(service, "POST", b"\xef\xbb\xbf" + TYPENAME.encode(), Content_Type=JSON)

    assert response.json() == HELLO


def test_a_compressed_body_is_refused_with_what_is_taken(service: Service) -> None:
    body = gzip.compress(TYPENAME.encode())
    response = send(service, "POST", body, Content_Type=JSON, Content_Encoding="gzip")

    assert (response.status_code, response.headers["Accept-Encoding"]) == (415, "identity")
    assert response.json()["errors"][0]["message"] == "Send the body without compression."


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "?query={__typename}&query=mutation{logoutEverywhere{ok}}",
            "The parameter `query` is given more than once.",
        ),
        ("?query={__typename}&variables=[]", "`variables` must be a JSON object."),
        (
            "?query={__typename}&variables={",
            "`variables` is not JSON: Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1).",
        ),
        ("?query={__typename}&variables={%22a%22:NaN}",
         "`variables` is not JSON: NaN is not a JSON value."),
        ("?query={__typename}&extensions=3", "`extensions` must be a JSON object."),
        ("?query=%00", "Text must not contain NUL or unpaired surrogates."),
        ("", "Send the operation as a string in `query`."),
    ],
)  # fmt: skip
def test_an_odd_address_has_an_error_message(service: Service, query: str, message: str) -> None:
    response = send(service, "GET", query=query)

    assert response.status_code == 400
    assert [error["message"] for error in response.json()["errors"]] == [message]


def test_what_does_not_count_is_not_looked_at(service: Service) -> None:
    mutation = json.dumps({"query": "mutation { logoutEverywhere { ok } }"})
    with_body = send(service, "GET", mutation, "?query={__typename}", Content_Type=JSON)
    with_address = send(
        service, "POST", TYPENAME, "?query=mutation{logoutEverywhere{ok}}", Content_Type=JSON
    )

    assert with_body.json() == with_address.json() == HELLO


def test_head_options_and_a_missing_slash(service: Service) -> None:
    head = send(service, "HEAD", query="?query={__typename}")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(json.dumps(HELLO, separators=(",", ":")))
    assert send(service, "HEAD", query="?query=mutation{logoutEverywhere{ok}}").status_code == 405
    options = send(service, "OPTIONS")
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")

    address = f"{service.address}/graphql"
    response = requests.post(address, TYPENAME, headers={"Content-Type": JSON}, timeout=30)
    assert (response.url, response.json()) == (address, HELLO)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_another_method_is_refused(service: Service, method: str) -> None:
    response = send(service, method, TYPENAME, Content_Type=JSON)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert response.json()["errors"][0]["message"] == "Use GET or POST."
