"""Django's backend of PostgreSQL, but for two things: prepared statements, and the health check.

What is `Prepared` a connection plans once (`prepared.py`).

Django runs `SELECT 1` with each request, a round trip that costs as much as reading a page of
posts. A server that closed the connection, or a machine that is lost (`TIMEOUTS` in the settings),
shows in the state of the socket, which costs no round trip. A server that is frozen shows in
neither: the first statement meets its time limit (`core/database/timeouts.py`).
"""

import select
from typing import Any

from django.db.backends.postgresql import base, operations

from .prepared import Connection, Cursor, Prepared


class DatabaseOperations(operations.DatabaseOperations):
    """What Django asks about the database."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """Return the statement with its parameters, not the name it was prepared under."""
        if isinstance(sql, Prepared):
            return cursor.mogrify(str(sql), params).decode()
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect."""
        connection = super().get_new_connection({**conn_params, "connection_factory": Connection})
        connection.cursor_factory = Cursor
        return connection

    def is_usable(self) -> bool:
        """Return whether the server has left the connection open, and has said nothing on it.

        An idle session is sent nothing but the reason why it ends.
        """
        raw = self.connection
        if raw is None or raw.closed:
            return False
        poll = select.poll()
        poll.register(raw.fileno(), select.POLLIN)
        return not poll.poll(0)
