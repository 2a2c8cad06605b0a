"""What long searches share: one at a time, watched by nobody, ended between two steps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

Aborted = Callable[[], bool]


class AlreadySearching(Exception):
    """Another process runs the same search."""


class Silent:
    """Progress that nobody watches."""

    def begin(self, label: str, total: int) -> None:
        """Nobody watches."""

    def advance(self, steps: int) -> None:
        """Nobody watches."""


@contextmanager
def only_one(lock: tuple[int, int]) -> Iterator[None]:
    """Hold this advisory lock of PostgreSQL, which ends with its process.

    Raises AlreadySearching where another process holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock)
        if not cursor.fetchone()[0]:
            raise AlreadySearching
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
