"""PostgreSQL's half of the pair: one row, and how far its numbers are."""

from typing import NamedTuple
from uuid import UUID

from django.db import connection

_EPOCH = "SELECT epoch::text FROM core_storepair WHERE id = 1"
_READ = """
    WITH made AS (
        INSERT INTO core_storepair (id) VALUES (1) ON CONFLICT DO NOTHING RETURNING *
    ), pair AS (SELECT * FROM made UNION ALL SELECT * FROM core_storepair LIMIT 1)
    SELECT installation::text, epoch::text, beat, beating, is_paired,
           coalesce(pg_sequence_last_value(
               pg_get_serial_sequence('core_journalentry', 'id')::regclass), 0),
           coalesce(pg_sequence_last_value(
               pg_get_serial_sequence('core_user', 'id')::regclass), 0),
           EXISTS (SELECT FROM core_journalentry WHERE applied_at IS NOT NULL)
    FROM pair
"""


class Row(NamedTuple):
    """The pair as PostgreSQL has it; `last_…` are the highest numbers ever given."""

    installation: str
    epoch: str
    beat: int
    beating: int
    is_paired: bool
    last_entry: int
    last_person: int
    has_applied: bool


def read_row() -> Row:
    """Return the row, which is made where there is none.

    One SQL statement. Not counted: it may be anybody's request.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        found = None
        while found is None:  # another process may be making the row
            cursor.execute(_READ)
            found = cursor.fetchone()
        return Row(*found)


def epoch() -> str:
    """Return the present epoch. One SQL statement, which reads one row."""
    with connection.cursor() as cursor:
        cursor.execute(_EPOCH)
        found = cursor.fetchone()
    return read_row().epoch if found is None else str(found[0])


def installation() -> str | None:
    """Return whose database this is; None for one that nobody has used. One SQL statement.

    The tables need not be there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (SELECT FROM pg_attribute
                           WHERE attrelid = to_regclass('core_storepair')
                             AND attname = 'installation')
            """
        )
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT installation::text FROM core_storepair WHERE id = 1")
        found = cursor.fetchone()
    return None if found is None else str(found[0])


def become(name: UUID | None) -> None:
    """Let this database be of that installation, or of a new one. For one that was restored."""
    read_row()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_storepair SET installation = coalesce(%s::uuid, gen_random_uuid())",
            [None if name is None else str(name)],
        )


def write_row(statement: str, *parameters: int) -> None:
    """Run a statement that changes the row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
