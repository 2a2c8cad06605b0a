"""Pages of other origins: none, unless a setting names them, and never by cookies."""

import json
import subprocess
import sys
from functools import cache
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


def test_a_refused_preflight_names_the_setting(caplog: pytest.LogCaptureFixture) -> None:
    says = (
        f"Pages of {APP} may not call this API: "
        "the setting CORS_ALLOWED_ORIGINS names those that may."
    )
    response = preflight(APP)
    assert (response.status_code, response.content.decode()) == (403, f"{says}\n")
    assert response["X-Refused-By"] == "CORS_ALLOWED_ORIGINS"
    assert caplog.messages[0] == f"cors: {says}"
    caplog.clear()
    # Here the page reads nothing, and the network panel shows the header.
    answer = ask(APP)
    assert answer.json() == {"data": {"__typename": "Query"}}
    assert answer["X-Refused-By"] == "CORS_ALLOWED_ORIGINS"
    assert f"cors: {says}" in caplog.messages


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {}])
def test_pages_of_our_own_are_not_refused(
    headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    sent = {"Host": "testserver", "Accept": "application/json", **headers}
    answer = Client().get("/graphql/", {"query": "{ __typename }"}, headers=sent)
    assert "X-Refused-By" not in answer
    assert not [each for each in caplog.messages if each.startswith("cors:")]


@pytest.mark.parametrize("origin", ["http://a\x7f\u00e9" + "x" * 500, "nonsense", "http://[", ""])
def test_what_is_no_origin_is_refused_all_the_same(origin: str) -> None:
    response = preflight(origin.encode("latin1").decode("latin1"))
    assert cors_headers(response) == {}
    assert len(response.content) < 300


def test_a_host_that_is_not_served_is_refused_for_that() -> None:
    response = Client().get(
        "/graphql/", {"query": "{ a }"}, headers={"Origin": APP, "Host": "evil.example.com"}
    )
    assert response.status_code == 400


@pytest.mark.usefixtures("open_to_app")
def test_what_a_page_may_not_send_is_named(caplog: pytest.LogCaptureFixture) -> None:
    response = preflight(APP, headers="authorization, x-mine")
    says = "Pages of other origins may not send these headers (CORS_ALLOW_HEADERS): x-mine."
    assert (response.status_code, response.content.decode()) == (200, f"{says}\n")
    assert response["Content-Length"] == str(len(says) + 1)
    assert caplog.messages == [f"cors: {says}"]
    assert "CSRF_TRUSTED_ORIGINS" in preflight(APP, headers="session-mode").content.decode()
    assert preflight(APP).content == b""


@pytest.fixture
def development(settings: LazySettings) -> None:
    """What development has of its own."""
    settings.CORS_ALLOWED_ORIGIN_REGEXES = development_settings()["CORS_ALLOWED_ORIGIN_REGEXES"]
    settings.TRUSTED_ORIGIN_REGEXES = development_settings()["TRUSTED_ORIGIN_REGEXES"]


@cache
def development_settings() -> dict[str, Any]:
    """The lists of `core/settings/development.py`, read in a process of its own."""
    program = (
        "import json, core.settings.development as s; print(json.dumps({n: getattr(s, n) for n in "
        "('CORS_ALLOWED_ORIGIN_REGEXES', 'TRUSTED_ORIGIN_REGEXES')}))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    lists: dict[str, Any] = json.loads(found.stdout)
    return lists


@pytest.mark.usefixtures("development")
@pytest.mark.parametrize(
    "origin",
    ["http://localhost:5173", "http://127.0.0.1:3000", "http://localhost", "https://localhost:8443",
     "http://[::1]:5173"],
)  # fmt: skip
def test_in_development_every_page_of_this_machine_may_call(origin: str) -> None:
    for response in (preflight(origin), ask(origin)):
        assert response.status_code == 200
        assert response["Access-Control-Allow-Origin"] == origin
        assert "X-Refused-By" not in response


@pytest.mark.usefixtures("development")
@pytest.mark.parametrize(
    "origin",
    ["http://localhost.evil.com", "http://localhost:5173.evil.com", "http://127.0.0.1.evil.com",
     "http://evil.com:5173", "null", "http://localhost:5173/", "http://xlocalhost", "http://127x0x0x1",
     "http://localhost:", "http://localhost@evil.com", "file://"],
)  # fmt: skip
def test_and_no_other(origin: str) -> None:
    assert cors_headers(preflight(origin)) == {}
    assert preflight(origin).status_code == 403
