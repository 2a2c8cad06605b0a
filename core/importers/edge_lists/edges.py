"""The edges of an edge list, one by one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from core.importers.errors import ImportFailed
from core.importers.lines import read_lines
from core.importers.run import FURTHER_COLUMNS, SELF_LOOPS, Place, Run

from .ids import fault_of_id, key_of
from .kinds import is_kind, is_mutual_kind
from .options import EdgeListOptions
from .rows import Row, read_rows
from .shape import Shape
from .times import ACCEPTED, parse_time

NOT_POSITIVE = "edges with a weight of zero or less"


class Edge(NamedTuple):
    """One line: who follows whom, by their keys; `since` None where the file has no time."""

    place: Place
    follower: str
    followee: str
    since: datetime | None = None
    is_mutual: bool = False
    follower_name: str = ""
    followee_name: str = ""


def read_edges(
    run: Run, path: Path, shape: Shape, options: EdgeListOptions, now: datetime
) -> Iterator[Edge]:
    """Yield the well-formed edges of the file between two different users."""
    reader = _Reader(run, shape, options, now)
    if further := len(set(range(shape.width)) - shape.columns.used):
        run.report.left_out[FURTHER_COLUMNS] = further
    found = 0
    for row in read_rows(run, read_lines(run, path), shape.cutter):
        if row.place.number in shape.left_out:
            continue
        found += 1
        edge = reader.edge(row)
        if edge is None:
            continue
        if edge.follower == edge.followee:
            run.report.left_out[SELF_LOOPS] += 1
        else:
            yield edge
    if shape.entries not in (None, found):
        _report_cut_off(run, path, shape.entries or 0, found)


class _Reader:
    def __init__(self, run: Run, shape: Shape, options: EdgeListOptions, now: datetime) -> None:
        self._run, self._shape, self._options, self._now = run, shape, options, now
        columns = shape.columns
        self._has_ends_alone = columns.used == {columns.follower, columns.followee}

    def edge(self, row: Row) -> Edge | None:
        """Return the edge of a row; None for one that is left out or refused."""
        shape, columns = self._shape, self._shape.columns
        fields = row.fields
        if len(fields) > shape.width and not any(fields[shape.width :]):
            fields = fields[: shape.width]
        if fault := self._fault(fields):
            self._run.refuse(row.place, fault)
            return None
        ends = (
            self._options.followed_by or key_of(fields[columns.follower], numbers=shape.numbers),
            self._options.following or key_of(fields[columns.followee], numbers=shape.numbers),
        )
        if self._has_ends_alone:
            return Edge(row.place, *ends, None, row.is_mutual)
        weight = _field(fields, columns.weight)
        if weight and _is_not_positive(weight):
            self._run.report.left_out[NOT_POSITIVE] += 1
            return None
        kind = _field(fields, columns.kind)
        if not is_kind(kind):
            self._run.refuse(
                row.place,
                f"its {self._name(columns.kind)} is {kind[:40]}; only follows are imported "
                "(directed, undirected, mutual, follows).",
            )
            return None
        time = _field(fields, columns.time)
        since = self._since(row, time)
        if time and since is None and not self._is_no_time(time):
            return None
        return Edge(
            row.place,
            *ends,
            since,
            row.is_mutual or is_mutual_kind(kind),
            _field(fields, columns.follower_name),
            _field(fields, columns.followee_name),
        )

    def _fault(self, fields: list[str]) -> str | None:
        """Return why the fields are not an edge; None when they are."""
        shape, columns = self._shape, self._shape.columns
        if len(fields) < (1 if self._options.is_list_of_people else 2):
            return "an edge needs two ids."
        if len(fields) != shape.width:
            model = "the header" if shape.header else "the first edge"
            return f"has {len(fields)} fields where {model} has {shape.width}."
        if shape.header and fields == [*shape.header]:
            return "repeats the names of the columns."
        for at in (columns.follower, columns.followee):
            if fault := fault_of_id(fields[at], numbers=shape.numbers):
                return fault
        return None

    def _is_no_time(self, text: str) -> bool:
        return self._shape.zero_is_no_time and text == "0"

    def _since(self, row: Row, text: str) -> datetime | None:
        if not text or self._is_no_time(text):
            return None
        since = parse_time(text)
        if since is None:
            self._run.refuse(
                row.place,
                f"{text[:40]} in {self._name(self._shape.columns.time)} is not a time; accepted "
                f"are {ACCEPTED}. To import without times use --time-column none.",
            )
            return None
        if since <= self._now:
            return since
        if self._options.clamp_future_dates:
            self._run.report.left_out["dates in the future, which became the present"] += 1
            return self._now
        self._run.refuse(
            row.place, f"{text[:40]} is in the future; --clamp-future-dates makes it the present."
        )
        return None

    def _name(self, at: int | None) -> str:
        names = self._shape.header
        return names[at] if at is not None and at < len(names) else f"column {(at or 0) + 1}"


def _field(fields: list[str], at: int | None) -> str:
    return "" if at is None else fields[at]


def _is_not_positive(text: str) -> bool:
    try:
        return float(text.replace(",", ".")) <= 0
    except ValueError:
        return False


def _report_cut_off(run: Run, path: Path, entries: int, found: int) -> None:
    message = f"{path.name} has {found:,} entries where its size line says {entries:,}."
    if not run.skip_bad_lines:
        raise ImportFailed(message)
    run.report.notes.append(message)
