"""Pages of other origins: none, unless a setting names them, and never by cookies."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

APP = "https://app.example.com"
NAMES = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Expose-Headers",
)


def preflight(origin: str, path: str = "/graphql/", headers: str = "authorization") -> Any:
    return Client().options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": headers,
        },
    )


def cors_headers(response: Any) -> dict[str, str]:
    return {name: response[name] for name in NAMES if name in response}


def ask(origin: str) -> Any:
    headers = {"Origin": origin, "Accept": "application/json"}
    return Client().get("/graphql/", {"query": "{ __typename }"}, headers=headers)


def test_by_default_no_other_origin_is_let_in() -> None:
    assert cors_headers(preflight(APP)) == {}
    assert cors_headers(ask(APP)) == {}


@pytest.fixture
def open_to_app(settings: LazySettings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [APP]


@pytest.mark.usefixtures("open_to_app")
def test_the_origin_that_is_named_may_send_tokens_and_read() -> None:
    response = preflight(APP)
    assert response.status_code == 200
    allowed = cors_headers(response)
    assert set(allowed.pop("Access-Control-Allow-Headers").split(", ")) == {
        "accept", "authorization", "content-type", "apollo-require-preflight",
        "graphql-preflight", "last-event-id", "x-requested-with", "x-request-id",
    }  # fmt: skip
    assert allowed == {
        "Access-Control-Allow-Origin": APP,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Expose-Headers": "Retry-After, X-Query-Cost, X-Request-ID",
    }
    answer = ask(APP)
    assert cors_headers(answer) == {
        "Access-Control-Allow-Origin": APP,
        "Access-Control-Expose-Headers": "Retry-After, X-Query-Cost, X-Request-ID",
    }
    assert "origin" in answer["Vary"]


@pytest.mark.usefixtures("open_to_app")
@pytest.mark.parametrize(
    "origin",
    ["null", "http://app.example.com", f"{APP}.evil.com", "https://example.com", f"{APP}:8443"],
)
def test_others_are_not(origin: str) -> None:
    assert cors_headers(preflight(origin)) == {}
    assert cors_headers(ask(origin)) == {}


@pytest.mark.usefixtures("open_to_app")
def test_nobody_reaches_the_admin_or_asks_for_cookies() -> None:
    assert cors_headers(preflight(APP, "/admin/login/")) == {}
    allowed = cors_headers(preflight(APP, headers="session-mode"))
    assert "session-mode" not in allowed["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in allowed
