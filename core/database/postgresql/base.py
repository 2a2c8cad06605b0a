"""Django's backend of PostgreSQL, but for the health check of a kept connection.

Django runs `SELECT 1` with each request, a round trip that costs as much as reading a page of
posts. A server that closed the connection, or a machine that is lost (`TIMEOUTS` in the settings),
shows in the state of the socket, which costs no round trip. A server that is frozen shows in
neither: the first statement meets its time limit (`core/database/timeouts.py`).
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

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
