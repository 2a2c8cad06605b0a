"""The site as it is built and served: pages of ours, and nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from docs import build as building
from docs.build import BuildError, build, site_folder
from docs.view import CONTENT_SECURITY_POLICY

LOADED = re.compile(r'<(?:script|img|iframe)[^>]* src="([^"]*)"|<link[^>]* href="([^"]*)"')


@pytest.fixture(scope="module")
def site() -> Path:
    """Built where `make docs` builds it, so that it mostly is there."""
    build(site_folder())
    return site_folder()


@pytest.fixture
def client(settings: LazySettings) -> Client:
    """A client of a service with the addresses of development."""
    settings.ROOT_URLCONF = "core.dev.urls"
    return Client()


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    return b"".join(response).decode()


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 90
    loaded = {
        address
        for page in pages
        for found in LOADED.findall(page.read_text())
        for address in found
        if address
    }
    assert [each for each in sorted(loaded) if re.match(r"(https?:)?//", each)] == []


@pytest.mark.usefixtures("site")
def test_pages_and_files_are_served(client: Client) -> None:
    front = read(client, "/docs/")
    for guide in ("clients", "operators", "moderators", "analysts"):
        assert f'href="{guide}/"' in front
        assert "<h1>" in read(client, f"/docs/{guide}/")
    assert 'id="createpost"' in read(client, "/docs/schema/mutations/")
    assert "mermaid" in read(client, "/docs/_static/mermaid.tiny.js")[:10_000]
    assert client.get("/docs/_static/site.css")["Content-Type"] == "text/css"


@pytest.mark.usefixtures("site")
def test_only_pages_with_a_diagram_load_what_draws_it(client: Client) -> None:
    assert "mermaid.tiny.js" in read(client, "/docs/api/")
    assert "mermaid.tiny.js" not in read(client, "/docs/analysts/")


@pytest.mark.usefixtures("site")
def test_nothing_else_is_served(client: Client) -> None:
    assert client.get("/docs/clients")["Location"] == "/docs/clients/"
    assert client.get("/docs/nothing/").status_code == 404
    assert client.get("/docs/..%2f..%2fsource/index.md").status_code == 400
    assert client.post("/docs/").status_code == 405


def test_only_development_serves_it() -> None:
    assert Client().get("/docs/").status_code == 404


def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "index.md").write_text("# Front\n\n[Gone](gone.md) and [below](#nothing).\n")
    with pytest.raises(BuildError) as refused:
        building._run_sphinx(source, tmp_path / "site")
    assert "'gone.md'" in str(refused.value)
    assert "'nothing'" in str(refused.value)


@pytest.mark.usefixtures("site")
def test_what_cannot_be_built_says_why(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> bool:
        raise BuildError("index.md:3: WARNING: gone")

    monkeypatch.setattr("docs.view.build", fail)
    response = client.get("/docs/")
    assert (response.status_code, response.content) == (503, b"index.md:3: WARNING: gone")
