"""What is in the bundle: nothing that a browser would fetch from anyone else."""

import json
import re
from pathlib import Path

from api.bundles.build import PLAYGROUND

URL = re.compile(rb"https?://[^\s\"'`<>\\)}*,$]+")
FETCHED_BY_CSS = re.compile(rb"(?:@import\s+|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)")

# Names of formats and links for people, in comments, messages and help. None is fetched.
MERELY_NAMED = {
    "http://json-schema.org/",
    "http://json-schema.org/draft-",
    "http://json-schema.org/draft-03/schema",
    "http://json-schema.org/draft-03/schema#",
    "http://json-schema.org/draft-04/schema",
    "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-07/schema#",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/XML/1998/namespace",
    "https://code.visualstudio.com/docs/editor/codebasics#_find-and-replace",
    "https://code.visualstudio.com/docs/editor/codebasics#_multicursor-modifier",
    "https://code.visualstudio.com/docs/reference/default-keybindings",
    "https://code.visualstudio.com/shortcuts/keyboard-shortcuts-macos.pdf",
    "https://code.visualstudio.com/shortcuts/keyboard-shortcuts-windows.pdf",
    "https://commonmark.org/",
    "https://en.wikipedia.org/wiki/IEEE_floating_point",
    "https://github.com/OneGraph/graphiql-explorer",
    "https://github.com/aioutecism/monaco-emacs",
    "https://github.com/brijeshb42/monaco-vim",
    "https://github.com/graphql/graphiql",
    "https://github.com/graphql/graphiql/tree/main/packages/"
    "monaco-graphql#custom-webworker-for-passing-non-static-config-to-worker",
    "https://github.com/markedjs/marked",
    "https://github.com/microsoft/monaco-editor#faq",
    "https://github.com/microsoft/monaco-editor/blob/main/LICENSE.txt",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
    "https://microsoft.com",
    "https://prettier.io/docs/plugins#optional-embed",
    "https://react.dev/errors/",
    "https://www.onegraph.com",
    "https://yarnpkg.com/en/docs/selective-version-resolutions",
}


def files(folder: Path, *suffixes: str) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.suffix in suffixes]
    assert found
    return found


def test_every_address_in_the_bundle_is_one_that_is_merely_named(dist: Path) -> None:
    found = {
        url.decode().rstrip(".")
        for path in files(dist, ".js", ".css", ".svg", ".json")
        for url in URL.findall(path.read_bytes())
    }
    assert found == MERELY_NAMED


def test_the_styles_fetch_nothing_from_elsewhere(dist: Path) -> None:
    for path in files(dist, ".css"):
        assert FETCHED_BY_CSS.findall(path.read_bytes()) == []


def test_every_file_that_is_served_carries_a_hash(dist: Path) -> None:
    names = [path.name for path in (dist / "assets").iterdir()]
    assert [name for name in names if not re.search(r"-[\w-]{8}\.\w+(\.gz)?$", name)] == []
    assert sorted(path.name for path in dist.iterdir()) == ["assets", "manifest.json", "stamp"]


def test_the_manifest_names_files_that_exist(dist: Path) -> None:
    manifest = json.loads((dist / "manifest.json").read_text())
    named = [file for chunk in manifest.values() for file in (chunk["file"], *chunk.get("css", []))]
    assert [file for file in named if not (dist / file).is_file()] == []


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((PLAYGROUND.folder / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_versions_are_pinned() -> None:
    package = json.loads((PLAYGROUND.folder / "package.json").read_text())
    versions = package["dependencies"] | package["devDependencies"]
    assert [
        name for name, version in versions.items() if not re.fullmatch(r"[\d.]+", version)
    ] == []
