"""The connections of PostgreSQL, and its limit."""

from dataclasses import dataclass

from django.db import connection

STATEMENT = """
    SELECT current_setting('max_connections')::int,
           count(*) FILTER (WHERE state = 'active'),
           count(*) FILTER (WHERE state = 'idle'),
           count(*) FILTER (WHERE state LIKE 'idle in transaction%%')
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
"""


@dataclass(frozen=True, slots=True)
class Connections:
    """Connections to our database by state; `most` is the server's limit for all databases."""

    most: int
    active: int
    idle: int
    idle_in_transaction: int


def connections() -> Connections:
    """Return the connections by state, this one included. One SQL statement.

    The states of other roles' connections are hidden from a role without `pg_read_all_stats`.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [])
        return Connections(*cursor.fetchone())
