"""`manage.py migrate_stores`: both stores as this version of the code needs them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import BaseCommand, call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection

from graph.connection.warmup import warm_up
from graph.errors import GraphUnavailable

# Pairs are the key space of locks that outlast a transaction; (2, 1) is the rebuild's.
_LOCK = (3, 1)
_ASK_AGAIN_SECONDS = 0.5


class Command(BaseCommand):
    """What a deployment runs before the new code serves; several may start at once."""

    help = "Migrate PostgreSQL and install the graph's constraints and indexes, one at a time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do both, or wait for whoever is doing it. Raises CommandError when a store is away."""
        try:
            with self._alone():
                call_command("migrate", interactive=False)
                call_command("install_graph")
                # A Neo4j that has just started takes longer for its first reads than people wait.
                warm_up()
        except OperationalError as error:
            raise CommandError(f"PostgreSQL does not answer: {error}".strip()) from error
        except GraphUnavailable as error:
            raise CommandError("Neo4j does not answer: run this again when it does.") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock of migrations, which ends with the connection at the latest.

        Asking again and again rather than waiting in PostgreSQL: a statement that waits has a
        snapshot, for which the holder's CREATE INDEX CONCURRENTLY would wait in turn.
        """
        if not _locked():
            self.stdout.write("Another process is migrating; waiting for it.")
            while not _locked():
                time.sleep(_ASK_AGAIN_SECONDS)
        try:
            yield
        finally:
            if connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", _LOCK)
        return bool(cursor.fetchone()[0])
