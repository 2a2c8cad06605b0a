"""Formats that are no edge lists, by their first lines."""

import re
from collections.abc import Sequence
from pathlib import Path

from core.importers.errors import ImportFailed

_ADVICE = (
    "Accepted are edge lists (one follow a line, by columns), Matrix Market files and LDBC SNB "
    "folders; most tools export CSV."
)
# By the first line that is not empty, in lower case.
_FIRST_LINES = (
    (r"window\.ytd\.", "part of a Twitter archive in JavaScript"),
    (r"[\[{]", "JSON"),
    (r"<\?xml|<(graphml|gexf)", "XML, such as GraphML or GEXF"),
    (r"<", "HTML, XML or RDF"),
    (r"@(prefix|base)\b", "RDF"),
    (r"(strict\s+)?(di)?graph\b[^\[]*\{|(strict\s+)?digraph\b", "a DOT file of Graphviz"),
    (r"(graph\s*(\[|\Z)|creator\s+\"|version\s+\d+\s*\Z)", "GML"),
    (r"\*(vertices|network|arcs|edges|matrix|node data|tie data)", "a Pajek file"),
    (r"dl\b\s*(n\s*=|nm\s*=|format|\Z)", "a DL file of UCINET"),
    (r"nodedef\s*>", "GDF"),
    (r">>(graph6|sparse6|digraph6)<<", "graph6 or sparse6"),
    (r"(insert\s+into|create\s+table|copy\s+\S+\s*\(|--\s|/\*)", "SQL"),
    (r"@(relation|nodes|arcs|edges|attribute)\b", "ARFF or LEMON"),
    (r"(p\s+(sp|edge|col|max|tw|min|cut)\s+\d|c\s.*dimacs)", "DIMACS"),
    (r"\*\s*\S+\s*\Z|---\s*\Z", "YAML or text"),
)  # fmt: skip
_ANY_LINE = (
    (r"p\s+(sp|edge|col|max|tw|min|cut)\s+\d+\s+\d+", "DIMACS"),
    (r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)+\|?\s*\Z", "a Markdown table"),
    (r"\*(vertices|arcs|edges)\b", "a Pajek file"),
)
_SHOWN = 60


def refuse_foreign(path: Path, lines: Sequence[str]) -> None:
    """Raise ImportFailed where the first lines are those of another format."""
    filled = [line.strip() for line in lines if line.strip()]
    data = [line for line in filled if not line.startswith(("#", "%", "//"))]
    for line in data[:1]:
        for pattern, name in _FIRST_LINES:
            if re.match(pattern, line.lower()):
                _refuse(path, line, name)
    for line in data[:50]:
        for pattern, name in _ANY_LINE:
            if re.match(pattern, line.lower()):
                _refuse(path, line, name)


def _refuse(path: Path, line: str, name: str) -> None:
    shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
    raise ImportFailed(f"{path} is {name} (“{shown}”). {_ADVICE}")
