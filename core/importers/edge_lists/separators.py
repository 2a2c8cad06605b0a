"""Which separator a file uses, from its first lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from core.importers.lines import Line
from core.importers.run import Run

from .rows import ARROW, NONE, WHITE_SPACE, Cutter, Row, read_rows
from .words import words_of

# Rare characters first: a name holds a comma or a space rather than a tab.
_CANDIDATES = (ARROW, "\t", "|", ";", ",", WHITE_SPACE)
_NAMED = re.compile(r"sep=(.)\Z", re.IGNORECASE)


def named_separator(text: str) -> str:
    """Return the separator of a spreadsheet's first line `sep=;`; empty for another line."""
    match = _NAMED.match(text.strip('\ufeff "'))
    return match[1] if match else ""


def find_cutter(lines: Sequence[Line], separator: str = "") -> Cutter:
    """Return the separator by which most lines have the same number of fields, two or more."""
    quote = "'" if lines and all(_is_single_quoted(line.text) for line in lines) else '"'
    best, best_share = Cutter(NONE, quote), 0.0
    if lines and words_of(lines[0].text) == ["account", "address"]:
        return best
    for candidate in [separator] if separator else _CANDIDATES:
        cutter = Cutter(candidate, quote)
        share = _share(lines, cutter)
        if share > best_share:
            best, best_share = cutter, share
    return best if best_share else _unread(lines, quote)


def _unread(lines: Sequence[Line], quote: str) -> Cutter:
    """Return the separator that occurs in most lines, though they cannot be cut by it."""
    counts = {mark: sum(mark in line.text for line in lines) for mark in _CANDIDATES[1:-1]}
    mark = max(counts, key=lambda mark: counts[mark])
    return Cutter(mark if counts[mark] * 2 > len(lines) else NONE, quote)


def rows_of(lines: Sequence[Line], cutter: Cutter) -> list[Row]:
    """Return the rows of the lines; lines that cannot be cut are left out."""
    return list(read_rows(Run("", skip_bad_lines=True), _stream(lines), cutter))


def written_width(rows: Sequence[Row]) -> int:
    """Return the most frequent number of fields."""
    if not rows:
        return 0
    return Counter(len(row.fields) for row in rows).most_common(1)[0][0]


def usual_width(rows: Sequence[Row]) -> int:
    """Return the most frequent number of fields, without last fields that are always empty."""
    width = written_width(rows)
    alike = [row.fields for row in rows if len(row.fields) == width]
    while width > 1 and not any(fields[width - 1] for fields in alike):
        width -= 1
    return width


def _share(lines: Sequence[Line], cutter: Cutter) -> float:
    rows = rows_of(lines, cutter)
    width = usual_width(rows)
    if width < 2:
        return 0.0
    covered = sum(_fits(row, width) for row in rows)
    # A line that begins no row, as a quote is open above it, counts against the separator too.
    return covered / max(len(rows), len(lines))


def _fits(row: Row, width: int) -> bool:
    return len(row.fields) >= width and not any(row.fields[width:])


def _is_single_quoted(text: str) -> bool:
    text = text.strip()
    return len(text) > 2 and text[0] == text[-1] == "'"


def _stream(lines: Sequence[Line]) -> Iterator[Line]:
    yield from lines
