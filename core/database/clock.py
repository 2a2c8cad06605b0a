"""PostgreSQL's clock: the only one by which times of different processes are compared.

A web server, a worker and a relay may be minutes apart. In SQL it is `Now()` or `now()`.
"""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the time by PostgreSQL's clock. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
