"""A second network to restore into, and what is in a store, in plain values."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from django.conf import settings

from core.dev.engines.postgres import EmbeddedPostgres
from tests.programs import run

# The rebuild resets the watermark.
OWN_TO_A_STORE = ("applied_at", "attempts", "error", "retry_at")


@dataclass(frozen=True)
class Servers:
    """Where a second network lives."""

    database_url: str
    neo4j_url: str
    media: Path

    def manage(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        """Run a command of manage.py on these servers."""
        return run("manage.py", *map(str, arguments), environ=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of a program that uses these servers."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "core.settings.development",
            "DATABASE_URL": self.database_url,
            "NEO4J_URL": self.neo4j_url,
            "MEDIA_ROOT": str(self.media),
        }


@contextmanager
def second_servers(folder: Path) -> Iterator[Servers]:
    """An empty PostgreSQL of one's own; Neo4j is that of the tests, as another takes 8 s to start.

    So a test reads what it expects of the graph before it restores.
    """
    with EmbeddedPostgres(folder / "postgres", durable=False) as postgres:
        yield Servers(postgres.url, settings.NEO4J_URL, folder / "media")


# The last is another one after a restore.
NOT_IN_A_BACKUP = {"core_liveevent", "core_livelog", "core_storepair", "django_session"}


def tables(url: str) -> dict[str, list[str]]:
    """Every row of every table, as sorted JSON."""
    found = {}
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            if table in NOT_IN_A_BACKUP:
                continue
            cursor.execute(
                f'SELECT (to_jsonb(t) - %s)::text FROM "{table}" t ORDER BY 1',  # noqa: S608
                [list(OWN_TO_A_STORE)],
            )
            found[table] = [row for (row,) in cursor.fetchall()]
    connection.close()
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its name there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
