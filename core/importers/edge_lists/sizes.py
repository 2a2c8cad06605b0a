"""First lines that say how large a network is."""

from collections.abc import Sequence
from pathlib import Path

from core.importers.errors import ImportFailed
from core.importers.lines import read_lines
from core.importers.run import Run

from .ids import is_number
from .options import EdgeListOptions
from .rows import WHITE_SPACE, Cutter, Row, read_rows

# So many edges are not by chance the second id of the first line.
_NOT_BY_CHANCE = 1_000


def matrix_size(name: str, row: Row) -> int:
    """Return the number of entries from `rows columns entries`. Raises ImportFailed."""
    if len(row.fields) != 3 or not all(field.isascii() and field.isdigit() for field in row.fields):
        raise ImportFailed(
            f"{row.place}: a Matrix Market file has its size here, as “rows columns entries”, not "
            f"“{' '.join(row.fields)[:60]}”."
        )
    rows, columns, entries = map(int, row.fields)
    if rows != columns:
        raise ImportFailed(
            f"{name} is a matrix of {rows:,} rows and {columns:,} columns, so the two number "
            "different things and its entries are no follows. Accepted are square matrices."
        )
    return entries


def is_size_line(
    run: Run, path: Path, rows: Sequence[Row], width: int, cutter: Cutter, options: EdgeListOptions
) -> bool:
    """Return whether line 1 is `nodes edges` or `nodes nodes edges`.

    Raises ImportFailed where it may be an edge as well. Cost: reads the file once more
    where its first numbers fit its length.
    """
    first = rows[0].fields
    if options.first_line or cutter.separator not in (WHITE_SPACE, "\t") or len(rows) < 2:
        return False
    if not 2 <= len(first) <= 3 or not all(field.isascii() and field.isdigit() for field in first):
        return False
    nodes, edges = int(first[0]), int(first[-1])
    if len(first) == 3 and first[0] != first[1]:
        return False
    if not _are_within(rows[1:], nodes) and edges < _NOT_BY_CHANCE:
        return False
    if not _may_have(path, rows, edges):
        return False
    below, are_within = _measure(run, path, cutter, rows[0].place.number, nodes)
    if below != edges or not (are_within or edges >= _NOT_BY_CHANCE):
        return False
    if len(first) != width or (len(first) == 3 and are_within):
        return True
    raise ImportFailed(
        f"{rows[0].place}, “{' '.join(first)}”, may be an edge, or the size of a network of "
        f"{nodes:,} people and {edges:,} edges: use --first-line edge or --first-line skip."
    )


def _are_within(rows: Sequence[Row], nodes: int) -> bool:
    return all(
        is_number(field) and 0 <= float(field) <= nodes for row in rows for field in row.fields[:2]
    )


def _may_have(path: Path, rows: Sequence[Row], edges: int) -> bool:
    """Return whether the file is about as long as so many of its lines; packed ones may be."""
    length = sum(len(" ".join(row.fields)) + 1 for row in rows) / len(rows)
    size = path.stat().st_size
    return size < edges * length * 4 and (size > edges * length / 4 or _is_packed(path))


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) in (b"\x1f\x8b", b"BZ", b"\xfd7")


def _measure(run: Run, path: Path, cutter: Cutter, line: int, nodes: int) -> tuple[int, bool]:
    """Return how many rows are below the line, and whether their ids are at most `nodes`."""
    below, are_within = 0, True
    probe = Run("", skip_bad_lines=True, encoding=run.encoding)
    for row in read_rows(probe, read_lines(probe, path), cutter):
        if row.place.number > line:
            below += 1
            are_within = are_within and _are_within([row], nodes)
    return below, are_within
