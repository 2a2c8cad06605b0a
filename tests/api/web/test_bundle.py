"""What is in the client's bundle, how much of it, and that its types are those of the schema."""

import gzip
import json
import re
from pathlib import Path

import pytest

from api.bundles.build import WEB_CLIENT, build
from api.web.codegen.types import CODEGEN, drift

MAX_SCRIPT = 200_000
"""Bytes, compressed."""
MAX_DRAWING = 130_000
"""Of the chunk that `/explore` alone reads."""
MAX_LINES = 2_500
"""Of TypeScript and CSS that people write, blank ones and `/explore` aside."""

URL = re.compile(rb"https?://[^\s\"'`<>\\)}*,$]+")
# Names of formats, and links for people in messages. None is fetched.
MERELY_NAMED = {
    "http://graphml.graphdrawing.org/xmlns",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/XML/1998/namespace",
    "https://bit.ly/2XbVrpR#",
    "https://iquilezles.org/articles/distfunctions2d/",
    "https://react.dev/errors/",
}


@pytest.fixture
def dist() -> Path:
    build(WEB_CLIENT.folder)
    return WEB_CLIENT.folder / "dist"


def test_its_script_is_small_and_names_no_host_to_ask(dist: Path) -> None:
    scripts = [path.read_bytes() for path in dist.rglob("*.js")]
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in dist.rglob("*.js")}
    drawing = [size for name, size in sizes.items() if name.startswith("ExplorePage")]
    assert [size < MAX_DRAWING for size in drawing] == [True]
    assert 0 < sum(sizes.values()) - sum(drawing) < MAX_SCRIPT
    texts = [*scripts, *(path.read_bytes() for path in dist.rglob("*.css"))]
    found = {url.decode() for text in texts for url in URL.findall(text)}
    assert found - MERELY_NAMED == set()


def test_it_is_short_enough_to_read() -> None:
    sources = [
        path
        for path in (WEB_CLIENT.folder / "src").rglob("*")
        if path.suffix in (".ts", ".tsx", ".css")
        and path.name != "generated.ts"
        and "explore" not in path.parts
    ]
    assert len(sources) > 20
    lines = [line for path in sources for line in path.read_text().splitlines() if line.strip()]
    assert len(lines) < MAX_LINES


def test_its_types_are_those_of_the_schema() -> None:
    assert drift() == ""


@pytest.mark.parametrize("folder", [WEB_CLIENT.folder, CODEGEN])
def test_packages_are_pinned_and_the_lock_names_no_registry(folder: Path) -> None:
    package = json.loads((folder / "package.json").read_text())
    versions = package.get("dependencies", {}) | package["devDependencies"]
    assert [name for name, each in versions.items() if not re.fullmatch(r"[\d.]+", each)] == []
    lock = json.loads((folder / "package-lock.json").read_text())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert [name for name, each in packages.items() if "integrity" not in each] == []
