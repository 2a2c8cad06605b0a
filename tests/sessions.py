"""Sessions of PostgreSQL, ended by the server as a restart or an operator ends them."""

from django.db import connection


def session_pid() -> int:
    """The server's process for the connection of this thread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def terminate(pid: int) -> None:
    """End a session from another connection; returns when it is gone."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def sessions_of_others() -> list[int]:
    """The server's processes for every other connection to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend'
              AND pid <> pg_backend_pid()
            """
        )
        return [pid for (pid,) in cursor.fetchall()]
