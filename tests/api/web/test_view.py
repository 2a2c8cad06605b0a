"""The client's page: at which addresses, with which policy, and where there is none."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from api.bundles.build import WEB_CLIENT, build

CLIENT_ROUTES = (
    *("/", "/sign-in", "/sign-up", "/search", "/suggestions", "/notifications", "/bookmarks"),
    "/explore",
    *("/settings", "/settings/privacy", "/u/ada", "/u/a.d-a_1/followers", "/u/ada/following"),
    "/p/UG9zdDox",
)
OTHERS = ("/u", "/u/a/b", "/p", "/p/1/2", "/settings/a/b", "/search/x", "/nothing", "/index.html")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:{}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.fixture(autouse=True)
def dist(settings: LazySettings) -> Path:
    """The client, built as `make run` builds it before it starts the server."""
    build(WEB_CLIENT.folder)
    built = WEB_CLIENT.folder / "dist"
    settings.STATICFILES_DIRS = [("web", built)]
    return built


def test_its_routes_are_the_page_and_no_other_address_is(dist: Path) -> None:
    # Without the fixture `stores` a statement raises: the page asks no store.
    pages = {Client().get(route).content for route in CLIENT_ROUTES}
    assert len(pages) == 1
    html = pages.pop().decode()
    addresses = re.findall(r'(?:src|href)="(/static/[^"]*)"', html)
    assert len(addresses) == 3
    for address in addresses:
        assert (dist / address.removeprefix("/static/web/")).is_file()
    for route in OTHERS:
        with pytest.raises(Resolver404):
            resolve(route)


def test_its_script_is_sent_compressed() -> None:
    html = Client().get("/").content.decode()
    (address,) = re.findall(r'<script type="module" src="([^"]*)"', html)
    response = Client().get(address, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "import" in gzip.decompress(b"".join(response)).decode()


def test_every_route_of_the_client_is_one_of_the_server() -> None:
    source = (WEB_CLIENT.folder / "src/Routes.tsx").read_text()
    for route in re.findall(r'"(/[^"]*)"', source):
        address = route.replace("/:section?", "/privacy").replace(":username", "ada")
        assert resolve(address.replace(":id", "UG9zdDox"))


def test_the_policy_names_no_other_host_but_that_of_pictures() -> None:
    response = Client().get("/")
    assert response["Content-Security-Policy"] == POLICY.format("")
    assert response["Cache-Control"] == "no-cache"
    storage: dict[str, object] = {"BACKEND": "storages.backends.s3.S3Storage"}
    storage["OPTIONS"] = {
        "bucket_name": "b",
        "custom_domain": "cdn.example",
        "querystring_auth": False,
    }
    with override_settings(STORAGES={"default": storage}):
        response = Client().get("/")
    assert response["Content-Security-Policy"] == POLICY.format(" https://cdn.example")


def test_the_page_says_what_else_there_is_and_no_secret(settings: LazySettings) -> None:
    settings.PLAYGROUND_DEMO_USER, settings.PLAYGROUND_DEMO_PASSWORD = "ada", "</script>"
    found = config()
    assert found["demo"] is None
    assert [link["address"] for link in found["links"]] == ["/graphql/", "/admin/", "/readyz"]
    settings.DEBUG = True
    assert config()["demo"] == {"username": "ada", "password": "</script>"}


def test_without_it_the_page_of_links_is_at_the_root(settings: LazySettings) -> None:
    settings.WEB_CLIENT = False
    assert Client().get("/").content == Client().get("/about/").content
    assert {Client().get(route).status_code for route in CLIENT_ROUTES[1:]} == {404}


def test_one_that_is_not_built_says_how_to_build_it(settings: LazySettings, tmp_path: Path) -> None:
    settings.WEB_CLIENT_DIST = tmp_path
    response = Client().get("/u/ada")
    assert response.status_code == 503
    assert response.content == (
        b"The web client is not built yet. Build it with: python -m api.bundles.build\n"
    )


def test_it_is_only_read() -> None:
    assert Client().head("/u/ada").status_code == 200
    assert Client().post("/u/ada").status_code == 405


def config() -> dict[str, Any]:
    html = Client().get("/").content.decode()
    (text,) = re.findall(r'<script id="web-config" type="application/json">(.*?)</script>', html)
    parsed: dict[str, Any] = json.loads(text)
    return parsed
