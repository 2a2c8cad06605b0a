"""The service in the settings of production: what it tells browsers, and whom it answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from .production import PRODUCTION
from .server import Service, served

# As the proxy says it that ended the TLS.
TLS = {"X-Forwarded-Proto": "https"}
FOR_ALL = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture(scope="module")
def service(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """gunicorn in production, of which nothing here changes anything."""
    media: Path = tmp_path_factory.mktemp("production") / "media"
    with served(media, workers=1, **PRODUCTION) as service:
        yield service


def get(service: Service, path: str, **headers: str) -> requests.Response:
    """The answer itself, not what it redirects to."""
    return requests.get(
        f"{service.address}{path}", headers=headers, allow_redirects=False, timeout=30
    )


def test_an_answer_of_the_api_can_load_nothing(service: Service) -> None:
    answer = get(service, "/graphql/?query={__typename}", Accept="application/json", **TLS)
    assert answer.json() == {"data": {"__typename": "Query"}}
    headers = {name: answer.headers.get(name) for name in FOR_ALL}
    assert headers == FOR_ALL
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'"
    )
    assert not answer.cookies


def test_the_admin_runs_no_script_but_its_own(service: Service) -> None:
    answer = get(service, "/admin/login/", **TLS)
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in FOR_ALL} == FOR_ALL
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data: https:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    name, _, attributes = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-csrf"
    assert set(attributes.split("; ")[2:]) == {
        "HttpOnly", "Max-Age=31449600", "Path=/", "SameSite=Strict", "Secure",
    }  # fmt: skip


def test_without_tls_one_is_sent_to_it(service: Service) -> None:
    answer = get(service, "/graphql/?query={__typename}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == (
        f"{service.address.replace('http:', 'https:')}/graphql/?query=%7B__typename%7D"
    )


def test_another_host_is_not_served(service: Service) -> None:
    answer = get(service, "/graphql/?query={__typename}", Host="evil.example.com", **TLS)
    assert answer.status_code == 400
    assert "Query" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_answers_by_address(service: Service, path: str) -> None:
    answer = get(service, path, Host="10.0.0.7:8000")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_more_than_a_request_may_bring_is_not_read(service: Service) -> None:
    assert sent(service, {"username": "root", "password": "x" * 1024 * 1024}) == 400
    assert sent(service, {f"field{number}": "x" for number in range(501)}) == 400
    # What is within bounds is read, and signs nobody in.
    assert sent(service, {"username": "root", "password": "x" * 1000}) == 200


def sent(service: Service, form: dict[str, str]) -> int:
    """The status that a form gets which the admin's own page sends."""
    token = "t" * 32
    headers = {
        **TLS,
        "Origin": service.address.replace("http:", "https:"),
        "Cookie": f"__Host-csrf={token}",
        "X-CSRFToken": token,
    }
    return requests.post(
        f"{service.address}/admin/login/", data=form, headers=headers, timeout=30
    ).status_code
