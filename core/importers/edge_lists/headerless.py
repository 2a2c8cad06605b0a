"""What a file without names of columns must look like to be edges."""

import re
from collections.abc import Sequence

from core.importers.errors import ImportFailed

from .columns import Columns
from .ids import is_number
from .kinds import is_kind
from .rows import Row
from .times import parse_time

_NUMBER = re.compile(r"[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][+-]?[0-9]+)?\Z")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9:]+)?\Z")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_ADVICE = (
    "Accepted is follower, followee, and then only numbers or dates; or a first line that names "
    "the columns (follower,followee), or --follower-column and --followee-column with numbers."
)
# So many rows that count from 0 or 1 are not by chance.
_MIN_NUMBERED = 5


def check_without_header(name: str, rows: Sequence[Row], width: int, columns: Columns) -> None:
    """Raise ImportFailed where the first two columns may be no ends of an edge."""
    table = [row.fields[:width] for row in rows if len(row.fields) >= width]
    if width < 2 or not table:
        return
    check_kinds(name, rows, columns)
    further = [at for at in range(width) if at not in columns.used]
    for at in further:
        odd = next((fields[at] for fields in table if not _is_plain(fields[at])), None)
        if odd is not None:
            raise ImportFailed(
                f"{name}: column {at + 1} holds text (“{odd[:40]}”), and no first line says what "
                f"it is. {_ADVICE}"
            )
    if further:
        _check_numbers(name, table, width)


def check_kinds(name: str, rows: Sequence[Row], columns: Columns) -> None:
    """Raise ImportFailed where one end is always a number or an address, and the other never."""
    last = max(columns.follower, columns.followee)
    table = [row.fields for row in rows if len(row.fields) > last]
    first = [fields[columns.follower] for fields in table]
    second = [fields[columns.followee] for fields in table]
    for is_one, what in ((is_number, "numbers"), (_is_address, "addresses")):
        shares = [sum(map(is_one, column)) for column in (first, second)]
        if table and sorted(shares) == [0, len(first)]:
            one, other = (first[0], second[0])
            raise ImportFailed(
                f"{name}: only one end of its edges holds {what} (“{one[:40]}”, "
                f"“{other[:40]}”): they are no ids of the same kind. {_ADVICE}"
            )


def _check_numbers(name: str, table: list[list[str]], width: int) -> None:
    values = {field for fields in table for field in fields}
    diagonal = len(table) == width and {fields[at] for at, fields in enumerate(table)} <= _ZEROS
    if width > 2 and (values <= {"0", "1"} or diagonal):
        raise ImportFailed(f"{name} looks like a matrix of {width} columns. {_ADVICE}")
    counting = [fields[0] for fields in table]
    for start in (0, 1):
        numbers = [str(number) for number in range(start, start + len(table))]
        if len(table) >= _MIN_NUMBERED and counting == numbers and _are_ids(table, 2):
            raise ImportFailed(
                f"{name}: the first column numbers the lines (“{', '.join(table[0][:3])}”), so the "
                f"ends of an edge may be in the second and third. {_ADVICE}"
            )


_ZEROS = frozenset(("0", "0.0", ""))


def _are_ids(table: list[list[str]], at: int) -> bool:
    return all(is_number(fields[at]) and parse_time(fields[at]) is None for fields in table)


def _is_address(text: str) -> bool:
    return _ADDRESS.match(text) is not None


def _is_plain(text: str) -> bool:
    """Return whether the text is no id: empty, a number, a time, or a direction."""
    return (
        not text
        or _NUMBER.match(text) is not None
        or _CLOCK.match(text) is not None
        or parse_time(text) is not None
        or is_kind(text)
    )
