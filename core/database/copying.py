"""PostgreSQL's COPY, the quickest way in. Format: its manual, COPY, "Text Format"."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from django.db import connection
from psycopg2.sql import SQL, Identifier

Value = str | int | bool | datetime | None

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Append rows; each has one value for each of the columns. Raises IntegrityError."""
    text = StringIO("".join("\t".join(map(_field, row)) + "\n" for row in rows))
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(
            SQL("COPY {} ({}) FROM STDIN").format(
                Identifier(table), SQL(", ").join(map(Identifier, columns))
            ),
            text,
        )


def _field(value: Value) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
