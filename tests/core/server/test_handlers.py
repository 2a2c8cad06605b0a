"""Operations by POST are answered with the headers that the whole of MIDDLEWARE makes."""

import io
import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as of_now
from django.core.handlers.wsgi import WSGIHandler

from core.accounts.signup import create_user
from core.server.handlers import FOR_PAGES_ALONE, Handler, OperationHandler

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
LOGIN = 'mutation { login(username: "ada", password: "correct horse battery") { user { id } } }'
# Each of them is another for every answer.
CHANGING = {"x-request-id", "set-cookie"}


def _answer(handler: Any, query: str, headers: dict[str, str]) -> tuple[str, dict[str, str], bytes]:
    body = json.dumps({"query": query}).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/graphql/",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **headers,
    }
    got: dict[str, Any] = {}

    def start(status: str, found: list[tuple[str, str]]) -> None:
        got.update(status=status, headers=found)

    content = b"".join(handler(environ, start))
    named = {name.lower(): value for name, value in got["headers"]}
    cookies = [
        value.split("=")[0].strip() for name, value in got["headers"] if name == "Set-Cookie"
    ]
    shown = {name: value for name, value in named.items() if name not in CHANGING}
    return got["status"], {**shown, "cookies": ",".join(sorted(cookies))}, content


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("{ __typename }", {}),
        ("{ nothing }", {}),
        ("{ __typename }", {"HTTP_ACCEPT": "application/graphql-response+json"}),
        ("{ __typename }", {"HTTP_ORIGIN": "https://elsewhere.example"}),
        ("{ __typename }", {"HTTP_ORIGIN": "http://127.0.0.1:8000"}),
        ("{ __typename }", {"HTTP_HOST": "elsewhere.example"}),
        ("{ __typename }", {"CONTENT_TYPE": "text/plain"}),
        ("{ me { id } }", {"HTTP_AUTHORIZATION": "Bearer nonsense"}),
    ],
)
def test_headers_and_bodies_are_those_of_the_whole_chain(
    query: str, headers: dict[str, str]
) -> None:
    status, found, body = _answer(Handler(), query, headers)
    expected_status, expected, expected_body = _answer(WSGIHandler(), query, headers)
    assert (status, found) == (expected_status, expected)
    assert _without_id(body) == _without_id(expected_body)


def _without_id(body: bytes) -> Any:
    try:
        found = json.loads(body)
    except ValueError:
        return body
    for error in found.get("errors", []):
        error["extensions"].pop("requestId", None)
    return found


def test_cookies_are_set_as_by_the_whole_chain() -> None:
    create_user(username="ada", email="ada@example.com", password=PASSWORD)
    in_cookies = {"HTTP_SESSION_MODE": "cookie", "HTTP_ORIGIN": "http://127.0.0.1:8000"}
    status, found, _ = _answer(Handler(), LOGIN, in_cookies)
    assert (status, found["cookies"]) == ("200 OK", "__Host-access,__Host-refresh")
    assert found == _answer(WSGIHandler(), LOGIN, in_cookies)[1]


def test_plain_http_is_redirected_as_by_the_whole_chain(settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    found = _answer(Handler(), "{ __typename }", {})
    assert found[0] == "301 Moved Permanently"
    assert found == _answer(WSGIHandler(), "{ __typename }", {})


def test_only_what_pages_need_is_left_out_and_the_settings_stay() -> None:
    assert set(of_now.MIDDLEWARE) > FOR_PAGES_ALONE
    before = list(of_now.MIDDLEWARE)
    OperationHandler()
    assert before == of_now.MIDDLEWARE
