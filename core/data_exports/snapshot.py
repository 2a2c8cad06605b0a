"""One moment of PostgreSQL, read row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .statements import BEGIN, IDLE_LIMIT, NOW, TOTAL
from .tables import Table


class Snapshot:
    """A session of its own in one transaction, so that all tables are of one moment."""

    def __init__(self, session: BaseDatabaseWrapper, viewer: int) -> None:
        self._session = session
        self._viewer = viewer

    def moment(self) -> datetime:
        """Return which moment it is. One SQL statement."""
        now: datetime = self._one(NOW)
        return now

    def total(self) -> int:
        """Return about how many rows and pictures the viewer has. One SQL statement."""
        return int(self._one(TOTAL))

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table, of which PostgreSQL sends some at a time."""
        with self._session.chunked_cursor() as cursor:
            cursor.execute(table.statement, table.parameters(self._viewer))
            for values in cursor:
                yield table.row(values)

    def close(self) -> None:
        """End the transaction and the session; closing again does nothing."""
        self._session.close()

    def _one(self, statement: str) -> Any:
        with self._session.cursor() as cursor:
            cursor.execute(statement, {"viewer": self._viewer})
            return cursor.fetchone()[0]


@contextmanager
def snapshot_for(viewer: int) -> Iterator[Snapshot]:
    """Yield a snapshot; the thread's own session stays free for writes."""
    session = connection.copy()
    try:
        session.set_autocommit(False)
        with session.cursor() as cursor:
            cursor.execute(BEGIN)
            cursor.execute(IDLE_LIMIT)
        yield Snapshot(session, viewer)
    finally:
        session.close()
