"""What the documents say of the project, where a machine can tell."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents import ROOT, documents

MAX_WORDS = 900
MAX_PICTURE = 300_000
"""Bytes of a picture, which everybody downloads with the clone."""

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)


def links() -> Iterator[tuple[Path, str]]:
    """Yield each link of a document to something in the project, with the document."""
    for document in documents():
        for target in LINK.findall(CODE.sub("", document.read_text())):
            if "://" not in target:
                yield document, target


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", document.read_text()), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def test_the_readme_takes_five_minutes() -> None:
    assert len((ROOT / "README.md").read_text().split()) < MAX_WORDS


@pytest.mark.parametrize(
    ("document", "target"),
    list(links()),
    ids=[f"{document.relative_to(ROOT)} {target}" for document, target in links()],
)
def test_every_link_leads_somewhere(document: Path, target: str) -> None:
    name, _, anchor = target.partition("#")
    path = (document.parent / name).resolve() if name else document
    assert path.exists()
    assert not anchor or anchor in anchors(path)


def test_every_setting_is_in_the_table() -> None:
    settings = re.findall(
        r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE
    )
    table = (ROOT / "docker/README.md").read_text()
    missing = {
        name
        for name in settings
        if not name.startswith("RATE_") and not name.endswith("_FILE") and f"`{name}`" not in table
    }
    assert len(settings) > 50
    assert missing == set()


@pytest.mark.complete
@pytest.mark.parametrize("room", ["core", "api", "graph", "tests"])
def test_every_package_is_in_the_table_of_its_room(room: str) -> None:
    text = (ROOT / room / "README.md").read_text()
    packages = [path.parent.name for path in (ROOT / room).glob("*/__init__.py")]
    missing = [name for name in packages if not re.search(rf"[`/ ]{name}[/` ]", text)]
    assert len(packages) > 2
    assert missing == [], f"They have no row in {room}/README.md."


def test_pictures_are_small() -> None:
    shown = {
        document.parent / target
        for document, target in links()
        if re.search(r"\.(png|svg)$", target)
    }
    sizes = {path.name: path.stat().st_size for path in shown}
    assert set(sizes) == {
        *("architecture.svg", "client.png", "graph.png", "live.png", "panels.png", "playground.png")
    }
    assert max(sizes.values()) < MAX_PICTURE
