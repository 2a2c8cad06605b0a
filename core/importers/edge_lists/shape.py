"""The form of an edge list, from its beginning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.importers.errors import ImportFailed
from core.importers.lines import Line, read_lines
from core.importers.run import Run

from .columns import Columns, NotUnderstood, columns_of, position
from .comments import Comments, commented_header, read_comments
from .first_line import Header, first_line_of
from .foreign import refuse_foreign
from .headerless import check_kinds, check_without_header
from .ids import is_number
from .options import EdgeListOptions
from .people_list import list_columns
from .rows import COMMENTS, WHITE_SPACE, Cutter, Row, read_rows
from .separators import find_cutter, named_separator, rows_of, usual_width
from .sizes import is_size_line, matrix_size

_MAX_LINES, _MAX_CHARACTERS = 2_000, 2_000_000


@dataclass(frozen=True)
class Shape:
    """How every line is read.

    `left_out` are the numbers of lines above the edges: header, counts. `entries` is how many edges
    the file says it has. `mutual_by` is what says that its edges have no direction.
    """

    cutter: Cutter
    width: int
    columns: Columns
    numbers: bool
    header: tuple[str, ...] = ()
    left_out: frozenset[int] = frozenset()
    entries: int | None = None
    mutual_by: str = ""
    notes: tuple[str, ...] = ()
    zero_is_no_time: bool = False


def inspect(run: Run, path: Path, options: EdgeListOptions) -> Shape | None:
    """Return the form of the file; None where it has no edges. Cost: its first 2,000 lines.

    Reads all of it once more where its first line may be its size. Raises ImportFailed where
    the form is not understood, or can be understood in two ways.
    """
    lines = _first_lines(run, path)
    refuse_foreign(path, [line.text for line in lines])
    above, data = _parted(lines)
    comments = read_comments(path.name, [line.text for line in above])
    left_out: set[int] = set()
    separator = named_separator(data[0].text) if data else ""
    if separator:
        left_out.add(data[0].place.number)
        data = data[1:]
    cutter = Cutter(WHITE_SPACE) if comments.is_matrix else find_cutter(data, separator)
    rows = rows_of(data, cutter)
    if not rows:
        for _ in read_rows(run, read_lines(run, path), cutter):
            break  # refuses what could not be read
        return None
    if comments.is_matrix:
        return _matrix(path, rows, cutter, comments)
    return _Inspection(run, path, options, comments, above, cutter, left_out).shape(rows)


@dataclass
class _Inspection:
    run: Run
    path: Path
    options: EdgeListOptions
    comments: Comments
    above: Sequence[Line]
    cutter: Cutter
    left_out: set[int]

    def shape(self, rows: list[Row]) -> Shape | None:
        notes: list[str] = []
        rows = self._without_count(rows, notes)
        width = usual_width(rows[1:] or rows)
        header = self._header(rows, width)
        if header.is_skipped:
            self.left_out.add(rows[0].place.number)
            rows = rows[1:]
        elif not header.names and self._is_size(rows, width):
            self.left_out.add(rows[0].place.number)
            notes.append(f"{rows[0].place} ({' '.join(rows[0].fields)}) was read as the size.")
            rows = rows[1:]
        if not rows:
            return None
        width = usual_width(rows)
        names = header.names or tuple(f"{number}" for number in range(1, width + 1))
        if self.options.is_list_of_people:
            columns = list_columns(self.path.name, names, header.names, self.options)
        else:
            columns = header.columns or self._columns_without_header(rows, width, names)
        if header.columns and not self._are_chosen():
            check_kinds(self.path.name, rows, columns)
        first = next((row.fields for row in rows if len(row.fields) >= width), rows[0].fields)
        ends = [first[at] for at in (columns.follower, columns.followee) if at < len(first)]
        return Shape(
            self.cutter, max(width, len(header.names)), columns, all(map(is_number, ends)),
            header=header.names, left_out=frozenset(self.left_out),
            mutual_by=self.comments.mutual_by, notes=tuple(notes),
            zero_is_no_time=bool(self.comments.columns),
        )  # fmt: skip

    def _are_chosen(self) -> bool:
        return bool(self.options.follower_column and self.options.followee_column)

    def _is_size(self, rows: list[Row], width: int) -> bool:
        return is_size_line(self.run, self.path, rows, width, self.cutter, self.options)

    def _without_count(self, rows: list[Row], notes: list[str]) -> list[Row]:
        """Leave out a first line that is one number above lines of several fields."""
        first, body = rows[0], rows[1:]
        alone = len([field for field in first.fields if field]) == 1 and is_number(first.fields[0])
        if self.options.first_line or not alone or usual_width(body) < 2:
            return rows
        self.left_out.add(first.place.number)
        notes.append(f"{first.place} ({first.fields[0]}) was read as a count.")
        return body

    def _header(self, rows: list[Row], width: int) -> Header:
        if self.comments.columns and not self.options.first_line:
            return Header()
        header = first_line_of(rows, width, self.options)
        if header.names or self.options.is_list_of_people:
            return header
        return self._header_in_comment(width) or header

    def _header_in_comment(self, width: int) -> Header | None:
        text = commented_header([line.text for line in self.above])
        for cutter in (self.cutter, Cutter(WHITE_SPACE)):
            found = rows_of([self.above[-1]._replace(text=text)], cutter) if text else []
            if not found or len(found[0].fields) != width:
                continue
            try:
                return Header(tuple(found[0].fields), columns_of(found[0].fields, self.options))
            except NotUnderstood:
                continue
        return None

    def _columns_without_header(
        self, rows: list[Row], width: int, names: tuple[str, ...]
    ) -> Columns:
        options = self.options
        if self.comments.columns:
            return _documented(width, options)
        time = options.time_column
        columns = Columns(
            position(options.follower_column or "1", names) if len(names) > 1 else 0,
            position(options.followee_column or "2", names) if len(names) > 1 else 1,
            time=position(time, names) if time not in ("", "none") else None,
        )
        if columns.follower == columns.followee:
            raise ImportFailed("Name both columns: --follower-column and --followee-column.")
        if not self._are_chosen():
            check_without_header(self.path.name, rows, width, columns)
        return columns


def _matrix(path: Path, rows: list[Row], cutter: Cutter, comments: Comments) -> Shape:
    entries = matrix_size(path.name, rows[0])
    width = max(usual_width(rows[1:]), 2)
    return Shape(
        cutter, width, Columns(0, 1, weight=2 if width > 2 else None), numbers=True,
        left_out=frozenset((rows[0].place.number,)), entries=entries,
        mutual_by=comments.mutual_by,
    )  # fmt: skip


def _documented(width: int, options: EdgeListOptions) -> Columns:
    """Return KONECT's columns: from, to, weight, time."""
    columns = Columns(0, 1, weight=2 if width > 2 else None, time=3 if width > 3 else None)
    if not options.time_column:
        return columns
    names = ("from", "to", "weight", "timestamp")[:width]
    time = None if options.time_column == "none" else position(options.time_column, names)
    return replace(columns, time=time)


def _first_lines(run: Run, path: Path) -> list[Line]:
    lines, characters = [], 0
    for line in read_lines(Run("", skip_bad_lines=True, encoding=run.encoding), path):
        lines.append(line)
        characters += len(line.text)
        if len(lines) == _MAX_LINES or characters > _MAX_CHARACTERS:
            break
    return lines


def _parted(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the comments above the data, and the data without empty lines and comments."""
    above: list[Line] = []
    for at, line in enumerate(lines):
        text = line.text.strip()
        if text and not text.startswith(COMMENTS):
            return above, [line for line in lines[at:] if line.text.strip()]
        if text:
            above.append(line)
    return above, []
