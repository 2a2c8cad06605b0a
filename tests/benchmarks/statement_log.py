"""Which SQL statements a request takes, from PostgreSQL's own log."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg2

from core.dev.engines.postgres import EmbeddedPostgres

STATEMENT = re.compile(
    r"^[\d-]+ [\d:.]+ UTC \[\d+\] LOG:  (?:statement|execute [^:]*): ?(\w*)", re.M
)
# What a transaction consists of, beside its statements.
CONTROL = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}
LOG_SECONDS = 10.0


class Statements(NamedTuple):
    """How many statements were run, and how many of them only begin and end transactions."""

    sql: int
    control: int


def count(log: str) -> Statements:
    """Count the statements in lines of the log."""
    words = [found.upper() for found in STATEMENT.findall(log)]
    return Statements(len(words), sum(word in CONTROL for word in words))


class StatementLog:
    """The log of a server that writes every statement."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._path = postgres.process.log

    def of(self, work: Callable[[], object]) -> Statements:
        """Return what is logged while the work is done; nobody else may ask meanwhile."""
        began = self._path.stat().st_size
        work()
        with self._path.open("rb") as log:
            log.seek(began)
            return count(log.read().decode(errors="replace"))

    def wait_for(self, ask: Callable[[], object]) -> None:
        """Ask until statements are logged. Raises TimeoutError."""
        deadline = time.monotonic() + LOG_SECONDS
        while not self.of(ask).sql:
            if time.monotonic() > deadline:
                raise TimeoutError("PostgreSQL logs no statements.")


@contextmanager
def every_statement_logged(postgres: EmbeddedPostgres) -> Iterator[StatementLog]:
    """In this block the server logs every statement, of connections that are open already, too."""
    connection = psycopg2.connect(postgres.url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET log_statement = 'all'")
            cursor.execute("SELECT pg_reload_conf()")
            try:
                yield StatementLog(postgres)
            finally:
                cursor.execute("ALTER SYSTEM RESET log_statement")
                cursor.execute("SELECT pg_reload_conf()")
    finally:
        connection.close()
