"""Whether the first line of an edge list names its columns."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from core.importers.errors import ImportFailed

from .columns import ACCEPTED, LISTS, Columns, NotUnderstood, columns_of, is_known, listed
from .ids import is_number
from .options import EdgeListOptions
from .rows import Row
from .separators import written_width


class Header(NamedTuple):
    """The names of the columns; none where the first line is an edge or is skipped unread."""

    names: tuple[str, ...] = ()
    columns: Columns | None = None
    is_skipped: bool = False


def first_line_of(rows: Sequence[Row], width: int, options: EdgeListOptions) -> Header:
    """Return the header. Raises ImportFailed for one whose names are not understood.

    A line is a header by its words: names of columns, or words above numbers. It is an edge where
    its words are ids in the lines below.
    """
    first, body = rows[0], rows[1:]
    fields = _fitted(first.fields, width)
    if options.first_line == "skip":
        return Header(is_skipped=True)
    if options.first_line == "edge":
        return Header()
    numbers = bool(body) and all(map(is_number, _ends(body[0], width)))
    is_sure = options.first_line == "header" or _are_chosen(fields, options)
    if not is_sure and any(map(_is_no_name, fields)):
        return Header()
    if len(first.fields) == written_width(body):
        fields = first.fields
    names = _aligned(first, fields, body, width)
    if options.is_list_of_people:
        is_header = is_sure or is_known(names) or (numbers and len(names) == width)
        return Header(tuple(names), None, is_skipped=True) if is_header else Header()
    try:
        columns = columns_of(names, options)
    except NotUnderstood as problem:
        if is_sure or numbers or (is_known(names) and not _is_id_below(fields, body)):
            raise ImportFailed(_message(first, names, problem)) from problem
        return Header()
    if not (is_sure or numbers):
        ends = (names[columns.follower], names[columns.followee])
        if _is_id_below(ends, body) or (columns.is_weak and (not body or _are_like(ends, body))):
            return Header()
        if columns.is_weak and all(len(end) < 3 for end in ends) and body:
            raise ImportFailed(
                f"{first.place}, “{', '.join(ends)}”, may name the columns or be an edge: use "
                "--first-line header or --first-line edge."
            )
    return Header(tuple(names), columns, is_skipped=True)


def _message(first: Row, names: Sequence[str], problem: NotUnderstood) -> str:
    return (
        f"{first.place}: the columns {listed(names)} are not understood: {problem}. {ACCEPTED} "
        f"{LISTS} If this line is an edge, use --first-line edge."
    )


def _fitted(fields: list[str], width: int) -> list[str]:
    return fields[:width] if len(fields) > width and not any(fields[width:]) else fields


def _aligned(first: Row, fields: list[str], body: Sequence[Row], width: int) -> list[str]:
    """Return a name for each column: R leaves out that of the row numbers, which come first."""
    if len(fields) in (width, written_width(body)) or not body:
        return fields
    numbering = [row.fields[0] for row in body if len(row.fields) == width]
    counted = [str(number) for number in range(1, len(numbering) + 1)]
    if len(fields) == width - 1 and numbering == counted:
        return ["", *fields]
    if is_known(fields):
        raise ImportFailed(
            f"{first.place}: has {len(fields)} names ({listed(fields)}) where the lines below have "
            f"{width} fields."
        )
    return fields


def _are_chosen(fields: Sequence[str], options: EdgeListOptions) -> bool:
    """Return whether an option names a column of this line."""
    chosen = {options.follower_column, options.followee_column, options.time_column} - {""}
    return any(name in fields and not is_number(name) for name in chosen)


def _is_no_name(field: str) -> bool:
    return is_number(field) or not field.isprintable() or field[:1] in ("(", "[", "{", "<")


def _ends(row: Row, width: int) -> list[str]:
    """Return the first two fields that are filled, or the first of a list of people."""
    return [field for field in row.fields[:width] if field][:2] or [""]


def _is_id_below(names: Sequence[str], body: Sequence[Row]) -> bool:
    return any(
        name in row.fields
        for row in body
        if not set(names) <= set(row.fields)
        for name in names
        if name
    )


def _are_like(names: Sequence[str], body: Sequence[Row]) -> bool:
    """Return whether the ids below are of the same kind: `n1`, `n2` above `n3`, `n4`."""
    stems = {re.sub(r"[0-9]+\Z", "", name).lower() for name in names}
    ids = [field for row in body for field in row.fields[:2]]
    if all(len(name) == 1 for name in names):
        return any(len(key) == 1 for key in ids)
    return bool(ids) and all(
        re.sub(r"[0-9]+\Z", "", key).lower() in stems and key[-1:].isdigit() for key in ids
    )
