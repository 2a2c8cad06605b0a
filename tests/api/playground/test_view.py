"""The page: who gets it, what it carries, and what production never does."""

import json
import re
from pathlib import Path

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from api.playground.view import playground, wants_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.PLAYGROUND_DEMO_USER = "ada"
    settings.PLAYGROUND_DEMO_PASSWORD = "ada's </script> secret"


def page(rf: RequestFactory, path: str = "/graphql/") -> str:
    response = playground(rf.get(path))
    assert response.status_code == 200
    return response.content.decode()


def config(html: str) -> dict[str, object]:
    (text,) = re.findall(
        r'<script id="playground-config" type="application/json">(.*?)</script>', html
    )
    parsed: dict[str, object] = json.loads(text)
    return parsed


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        ("/graphql/", BROWSER, True),
        ("/graphql/", "text/html", True),
        ("/graphql/?query={me{id}}", BROWSER, False),
        ("/graphql/", "*/*", False),
        ("/graphql/", "application/json", False),
        ("/graphql/", "application/graphql-response+json, application/json", False),
    ],
)
def test_a_browser_gets_the_page(
    rf: RequestFactory, path: str, accept: str, expected: bool
) -> None:
    assert wants_page(rf.get(path, headers={"accept": accept})) is expected


def test_a_post_never_gets_the_page(rf: RequestFactory) -> None:
    assert wants_page(rf.post("/graphql/", headers={"accept": BROWSER})) is False


def test_every_script_and_style_is_a_file_of_ours(rf: RequestFactory, dist: Path) -> None:
    html = page(rf)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/static/playground/assets/")
        assert (dist / address.removeprefix("/static/playground/")).is_file()
    scripts = re.findall(r"<script ([^>]*)>", html)
    assert len(scripts) == 2
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)


def test_the_policy_allows_no_other_host_and_no_inline_script(
    rf: RequestFactory, dist: Path
) -> None:
    assert playground(rf.get("/graphql/"))["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def test_the_page_speaks_to_the_endpoint_it_came_from(rf: RequestFactory, dist: Path) -> None:
    assert config(page(rf, "/api/graphql/"))["endpoint"] == "/api/graphql/"


@pytest.mark.usefixtures("dist")
def test_only_in_development_the_page_links_to_the_latest_requests(
    rf: RequestFactory, settings: Settings
) -> None:
    assert config(page(rf))["requests"] is None
    settings.DEVELOPMENT_URLS = "core.dev.urls"
    assert config(page(rf))["requests"] == "/dev/requests/"


def test_the_page_knows_of_introspection(rf: RequestFactory, settings: Settings) -> None:
    assert config(page(rf))["introspection"] is True
    settings.INTROSPECTION = False
    assert config(page(rf))["introspection"] is False


@pytest.mark.usefixtures("demo", "dist")
def test_development_offers_the_demo_account(rf: RequestFactory, settings: Settings) -> None:
    settings.DEBUG = True
    assert config(page(rf))["demo"] == {"username": "ada", "password": "ada's </script> secret"}


@pytest.mark.usefixtures("demo", "dist")
def test_without_debug_the_demo_account_stays_out_even_where_it_is_set(
    rf: RequestFactory, settings: Settings
) -> None:
    settings.DEBUG = False
    html = page(rf)
    assert config(html)["demo"] is None
    assert "secret" not in html


def test_a_playground_that_is_not_built_says_how_to_build_it(
    rf: RequestFactory, settings: Settings, tmp_path: Path
) -> None:
    settings.PLAYGROUND_DIST = tmp_path
    response = playground(rf.get("/graphql/"))
    assert response.status_code == 503
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == (
        b"The playground is not built yet. Build it with: python -m api.bundles.build\n"
    )
