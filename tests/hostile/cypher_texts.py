"""What no Cypher of ours may do: read files or addresses, or walk as far as the graph goes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .statement_texts import Finding

CLAUSE = re.compile(
    r"^\s*(//.*\n\s*)*(OPTIONAL MATCH|MATCH|MERGE|UNWIND|CALL|CREATE|RETURN|LOAD CSV)\b",
    re.MULTILINE,
)
# Those of Graph Data Science that take names of copies and properties, and no text.
_OF_LIBRARY = (
    r"graph\.(project|drop|nodeProperties\.stream)|util\.nodeProperty|"
    r"(degree|leiden|pageRank)\.mutate"
)
FORBIDDEN = {
    "LOAD CSV reads files and addresses": re.compile(r"\bLOAD\s+CSV\b", re.IGNORECASE),
    "a path of any length": re.compile(r"-\s*\[[^\]]*\*\s*(\d*\s*\.\.\s*)?(\]|\{|\$)"),
    "a pattern repeated without an end": re.compile(
        r"((\]|-)->?|\)\s*\))\s*(\{\s*\d*\s*,\s*\}|[*+])\s*\("
    ),
    "a shortest path of any length": re.compile(
        r"\b(all)?shortest(Path)?\b(?![^()]*\([^)]*\)[^()]*\*\s*\d*\s*\.\.\s*\d)", re.IGNORECASE
    ),
    "apoc or another procedure that runs text": re.compile(
        rf"\b(apoc|dbms)\.|\bgds\.(?!({_OF_LIBRARY})\b)", re.IGNORECASE
    ),
}


def cypher_in(text: str) -> Iterator[tuple[int, str]]:
    """Every text in this source that is a statement of Cypher, and its line."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Constant(value=str(value)) if CLAUSE.match(value) and " " in value.strip():
                yield node.lineno, value
            case ast.JoinedStr(values=parts):
                value = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
                if CLAUSE.match(value):
                    yield node.lineno, value


def findings(file: str, text: str) -> list[Finding]:
    """What is wrong in this file."""
    return [
        Finding(file, line, what)
        for line, cypher in cypher_in(text)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(cypher)
    ]


def sources(root: Path, *folders: str) -> Iterator[tuple[str, str]]:
    """The files of these folders, and what is in them."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield str(path.relative_to(root)), path.read_text()
