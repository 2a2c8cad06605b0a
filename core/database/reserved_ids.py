"""Ids taken before the rows are written, so that one row can name another."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection


def reserve_ids(table: str, count: int) -> list[int]:
    """Return the next numbers of the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            # Looking the sequence up for each number would take most of the time.
            """
            SELECT nextval(sequence) FROM
                (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS found,
                generate_series(1, %s)
            """,
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def reserve_time_ordered_ids(times: Sequence[datetime]) -> list[int]:
    """One id for each time, in this order; ids of later times are higher."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT time_ordered_id(at)
            FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS given (at, position)
            ORDER BY position
            """,
            [list(times)],
        )
        return [row[0] for row in cursor.fetchall()]
