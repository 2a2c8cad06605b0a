"""`manage.py migrate_stores`: migrate both stores to this version."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import BaseCommand, call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection

from core.consistency.rebuild import AlreadyRebuilding
from core.consistency.reunite import Silence, reunite
from core.database.roles import RoleRefused, keep_roles
from core.management.troubles import graph_trouble
from core.suggestions.current import stored_model
from graph.connection.warmup import warm_up
from graph.errors import GraphUnavailable

# Pairs are the key space of locks that outlast a transaction; (2, 1) is the rebuild's.
_LOCK = (3, 1)
_ASK_AGAIN_SECONDS = 0.5


class Command(BaseCommand):
    """A deployment runs this before the new code serves; concurrent runs wait for each other."""

    help = "Migrate PostgreSQL and install the graph's constraints and indexes, one at a time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, or wait for another run. Raises CommandError when a store is unavailable."""
        try:
            with self._alone():
                call_command("migrate", interactive=False)
                if roles := keep_roles():
                    self.stdout.write(f"The roles have their rights: {', '.join(roles)}.")
                call_command("install_graph")
                # The first reads of a Neo4j that has just started exceed the deadline of a request.
                warm_up(model=stored_model())
                if why := reunite(Silence()):
                    self.stdout.write(f"Rebuilt the graph from PostgreSQL: {why}.")
        except OperationalError as error:
            raise CommandError(f"PostgreSQL is unavailable: {error}".strip()) from error
        except RoleRefused as error:
            raise CommandError(str(error)) from error
        except AlreadyRebuilding as error:
            raise CommandError("Another process is rebuilding the graph; wait for it.") from error
        except GraphUnavailable as error:
            raise graph_trouble(
                error, "Neo4j is unavailable; run this again when it answers."
            ) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock of migrations, which ends with the connection at the latest.

        Polls rather than waits in PostgreSQL: a waiting statement holds a snapshot, for which the
        holder's CREATE INDEX CONCURRENTLY would wait in turn.
        """
        if not _locked():
            self.stdout.write("Another process is migrating; waiting for it to finish.")
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
