"""The pages as Sphinx reads them: every document of the project under its address in the site.

A README is the page of its folder; a guide of `docs/` is at the root. Links are rewritten, and
what a document shows or names is copied beside it.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from os.path import relpath
from pathlib import Path

from . import reference

DOCS = Path(__file__).parent
ROOT = DOCS.parent
SCHEMA = ROOT / "api/schema.graphql"
FOREIGN = {"var", "node_modules", "dist"}
# No documents to read: forms of the forge.
FORMS = {ROOT / ".github/pull_request_template.md"}
# Where a page is, if not where its file is.
PLACES = {
    "README.md": "readme.md",
    ".github/SECURITY.md": "security.md",
    "api/schema.graphql": "schema/index.md",
}
LINK = re.compile(r"(?<=\]\()([^)\s#]+)(#[^)\s]*)?(?=\))")
# Blocks and spans of code have no links.
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
TOCTREE = "\n```{{toctree}}\n:hidden:\n{options}\n{entries}\n```\n"


def documents() -> list[Path]:
    """Return the Markdown files of the site."""
    return [path for path in _markdown(ROOT) if path not in FORMS]


def sources() -> list[Path]:
    """Return every file that a build reads."""
    code = [path for path in DOCS.rglob("*") if path.is_file() and _is_ours(path)]
    return sorted({*documents(), *code, SCHEMA})


def stage(target: Path) -> None:
    """Write all pages below `target`."""
    pages = {place(path): _linked(path, target) for path in documents()}
    pages |= {Path("schema") / name: text for name, text in reference.pages(SCHEMA).items()}
    pages |= _lists_of_decisions(pages)
    for page, text in _with_contents(pages).items():
        (target / page).parent.mkdir(parents=True, exist_ok=True)
        (target / page).write_text(text)


def place(document: Path) -> Path:
    """Return the page of a document or folder, relative to the site."""
    path = document.relative_to(ROOT)
    if path.as_posix() in PLACES:
        return Path(PLACES[path.as_posix()])
    if document.is_dir():
        return path / "index.md"
    if path.name == "README.md":
        path = path.with_name("index.md")
    return path.relative_to("docs") if path.is_relative_to("docs") else path


def title(text: str) -> str:
    """Return the text of a page's first heading."""
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def _markdown(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".md":
            yield path
        elif path.is_dir() and path.name not in FOREIGN and not _is_hidden(path):
            yield from _markdown(path)


def _is_hidden(folder: Path) -> bool:
    """Return whether it is a tool's: caches have documents of their own."""
    return folder.name.startswith(".") and folder.name != ".github"


def _is_ours(path: Path) -> bool:
    return FOREIGN.isdisjoint(path.parts) and "__pycache__" not in path.parts


def _linked(document: Path, target: Path) -> str:
    """Return the text of a document with the links of its page."""
    text, parts, end = document.read_text(), [], 0
    for code in CODE.finditer(text):
        parts += [_relinked(text[end : code.start()], document, target), code[0]]
        end = code.end()
    return "".join([*parts, _relinked(text[end:], document, target)])


def _relinked(text: str, document: Path, target: Path) -> str:
    page = place(document)

    def renewed(found: re.Match[str]) -> str:
        if "://" in found[1]:
            return found[0]
        leads_to = (document.parent / found[1]).resolve()
        if leads_to.suffix == ".md" or leads_to.is_dir() or leads_to == SCHEMA:
            there = place(leads_to)
        else:
            there = leads_to.relative_to(ROOT)
            _copy(leads_to, target / there)
        return relpath(there, page.parent) + (found[2] or "")

    return LINK.sub(renewed, text)


def _copy(file: Path, to: Path) -> None:
    """Copy what a document shows; a link to nothing is left for Sphinx to report."""
    if file.is_file():
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, to)


def _lists_of_decisions(pages: dict[Path, str]) -> dict[Path, str]:
    """Return a page for each folder of decisions."""
    lists: dict[Path, list[str]] = {}
    for page, text in pages.items():
        if page.parent.name == "decisions":
            lists.setdefault(page.parent, []).append(f"- [{title(text)}]({page.name})")
    return {
        folder / "index.md": f"# Decisions of {folder.parent}\n\n" + "\n".join(lines) + "\n"
        for folder, lines in lists.items()
    }


def _with_contents(pages: dict[Path, str]) -> dict[Path, str]:
    """Return the pages, each with those below it in the site's navigation."""
    below: dict[Path, list[Path]] = {}
    for page in sorted(pages):
        if page != Path("index.md"):
            below.setdefault(_parent(page, pages), []).append(page)
    texts = dict(pages)
    for page, children in below.items():
        text = pages[page]
        entries = [_name(each) for each in children if not re.search(_listed(each), text)]
        if entries:
            options = ":caption: More" if page == Path("index.md") else ""
            texts[page] += _contents([relpath(each, page.parent) for each in entries], options)
    return texts


def _listed(page: Path) -> str:
    """Return a pattern of the page's line in a list that was written by hand."""
    name = re.escape(_name(page))
    return rf"\n(?:{name}|[^\n]+ <{name}>)\n"


def _parent(page: Path, pages: Iterable[Path]) -> Path:
    """Return the page above: that of the folder, or of the nearest one around it."""
    folder = page.parent.parent if page.name == "index.md" else page.parent
    while folder / "index.md" not in pages:
        folder = folder.parent
    return folder / "index.md"


def _name(page: Path) -> str:
    return page.with_suffix("").as_posix()


def _contents(entries: Iterable[str], options: str) -> str:
    return TOCTREE.format(options=options, entries="\n".join(entries))
