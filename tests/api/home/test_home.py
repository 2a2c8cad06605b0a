"""The page of links, in development and in production."""

import io
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import resolve
from PIL import Image

from api.bundles.build import BUNDLES
from api.home.view import CONTENT_SECURITY_POLICY

BROWSER = "/dev/graph/"
DEVELOPMENT = {"/docs/", "/dev/requests/"}


@pytest.fixture
def development(settings: LazySettings) -> None:
    """What development sets."""
    import_module(settings.ROOT_URLCONF)  # it looks at the settings once: before these
    settings.DEBUG = True
    settings.PLAYGROUND_DEMO_USER, settings.PLAYGROUND_DEMO_PASSWORD = "ada", "<secret>"
    settings.NEO4J_BROWSER_URL = BROWSER
    settings.DEVELOPMENT_URLS = "core.dev.urls"


def page(path: str = "/about/") -> str:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    return response.content.decode()


def links(text: str) -> list[str]:
    return re.findall(r'<a href="([^"]*)"', text)


@pytest.mark.usefixtures("development")
def test_in_development_it_says_how_to_sign_in_and_where_everything_is() -> None:
    text = page()
    assert "<code>ada</code>" in text
    assert "<code>&lt;secret&gt;</code>" in text
    assert links(text) == [
        "/graphql/", "/admin/", BROWSER, "/docs/", "/dev/requests/", "/readyz", "/docs/schema",
        "/docs/api", "/docs/readme", "/docs/core", "/docs/graph", "/docs/contributing",
    ]  # fmt: skip


def test_elsewhere_it_shows_no_secret(settings: LazySettings) -> None:
    settings.PLAYGROUND_DEMO_USER, settings.PLAYGROUND_DEMO_PASSWORD = "ada", "secret"
    text = page()
    assert "secret" not in text
    assert "Sign in" not in text
    assert links(text) == ["/graphql/", "/admin/", "/readyz", "/docs/schema", "/docs/api"]
    settings.INTROSPECTION = False
    assert "/docs/schema" not in links(page())
    for name in ("schema", "readme", "core", "contributing", "settings", "..", ""):
        assert Client().get(f"/docs/{name}").status_code == 404


@pytest.mark.usefixtures("development")
def test_every_link_leads_somewhere() -> None:
    for address in links(page()):
        if address != BROWSER:
            assert resolve(address, urlconf="core.dev.urls" if address in DEVELOPMENT else None)
        if address.startswith("/docs/") and address not in DEVELOPMENT:
            response = Client().get(address)
            assert response["Content-Type"] == "text/plain; charset=utf-8"
            assert len(b"".join(response)) > 1_000


def test_it_needs_no_store_and_runs_no_script() -> None:
    # Without the fixture `stores` a statement raises.
    response = Client().get("/about/")
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response["X-Frame-Options"] == "DENY"
    text = response.content.decode()
    assert "<script" not in text
    assert "style=" not in text
    for address in re.findall(r'(?:href|src)="(/static/[^"]*)"', text):
        assert Client().get(address).status_code == 200


def test_only_reading() -> None:
    for path in ("/about/", "/favicon.ico", "/docs/api"):
        assert Client().head(path).status_code == 200
        assert Client().post(path).status_code == 405


def test_the_icon_has_three_sizes() -> None:
    response = Client().get("/favicon.ico")
    assert response["Content-Type"] == "image/x-icon"
    assert response["Cache-Control"] == "public, max-age=86400"
    icon = Image.open(io.BytesIO(response.content))
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_the_logo_is_the_same_everywhere() -> None:
    root = Path(__file__).parents[3]
    ours = (root / "core/static/core/logo.svg").read_text()
    for bundle in BUNDLES:
        assert (bundle.folder / "src/logo.svg").read_text() == ours
