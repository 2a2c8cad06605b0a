"""Columns of numbers to PostgreSQL and to files.

Formats: the manual of PostgreSQL, COPY, "Text Format" and "Binary Format".
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from .network import Ints

ROWS = 50_000
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
# PostgreSQL counts microseconds since 2000, in milliseconds here.
_POSTGRES_EPOCH = 946_684_800_000

Column = Ints | npt.NDArray[np.bytes_] | bytes | None
"""A binary column: numbers, texts of one length, or what is the same in every row, NULL too."""


def slices(count: int, rows: int = ROWS) -> Iterator[slice]:
    """Stretches of at most `rows` rows."""
    for start in range(0, count, rows):
        yield slice(start, min(start + rows, count))


def timestamps(milliseconds: Ints) -> Ints:
    """Times as PostgreSQL's binary format has them."""
    return (milliseconds - _POSTGRES_EPOCH) * 1_000


def iso_times(milliseconds: Ints) -> list[str]:
    """Times as text, in UTC."""
    text = np.datetime_as_string(milliseconds.astype("datetime64[ms]"), timezone="UTC")
    return [str(each) for each in text.tolist()]


def binary_rows(count: int, columns: Sequence[Column]) -> bytes:
    """A whole binary stream of `count` rows; numbers are eight bytes wide."""
    fields: list[tuple[str, Any]] = [("fields", ">i2")]
    for position, column in enumerate(columns):
        fields += [(f"width{position}", ">i4"), (f"value{position}", _type(column))]
    rows: npt.NDArray[np.void] = np.empty(count, dtype=fields)
    rows["fields"] = len(columns)
    for position, column in enumerate(columns):
        rows[f"width{position}"] = -1 if column is None else rows[f"value{position}"].itemsize
        if column is not None:
            rows[f"value{position}"] = np.void(column) if isinstance(column, bytes) else column
    return _HEADER + rows.tobytes() + _TRAILER


def copy_binary(cursor: Any, table: str, names: Sequence[str], data: bytes) -> None:
    """Append rows made by `binary_rows`."""
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT binary)"
    cursor.copy_expert(statement, BytesIO(data))


def copy_text(cursor: Any, table: str, names: Sequence[str], lines: Sequence[str]) -> None:
    """Append rows, each a line of fields with tabs between them and without a line end."""
    data = "\n".join(lines) + "\n"
    cursor.copy_expert(f"COPY {table} ({', '.join(names)}) FROM STDIN", BytesIO(data.encode()))


def _type(column: Column) -> Any:
    """The type of a column's bytes, in the network's byte order."""
    if column is None:
        return "V0"
    if isinstance(column, bytes):
        return f"V{len(column)}"
    return column.dtype if column.dtype.kind == "S" else ">i8"
