"""PostgreSQL's COPY, the quickest way in. Format: its manual, COPY, "Text Format"."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from django.db import connection
from psycopg2.sql import SQL, Identifier

Value = str | int | bool | datetime | None

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Append rows; each has one value for each of the columns. Raises IntegrityError."""
    copy_lines(table, columns, ("\t".join(map(as_field, row)) for row in rows))


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Append rows; each line has a field (`as_field`) for each column, with tabs between them."""
    text = StringIO("".join(f"{line}\n" for line in lines))
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(
            SQL("COPY {} ({}) FROM STDIN").format(
                Identifier(table), SQL(", ").join(map(Identifier, columns))
            ),
            text,
        )


def as_field(value: Value) -> str:
    """Return the value as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(_ESCAPES)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
