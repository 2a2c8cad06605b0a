"""A second pair of servers to restore into, and what is in a store, in plain values."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from django.conf import settings

from core.dev.engines.neo4j import EmbeddedNeo4j
from core.dev.engines.postgres import EmbeddedPostgres
from graph.connection import driver
from tests.graph_state import Edge, edges
from tests.ports import held_port
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

    def edges(self) -> list[Edge]:
        """Every edge of the second graph, without tombstones."""
        driver.configure(self.neo4j_url)
        try:
            return edges()
        finally:
            driver.configure(settings.NEO4J_URL)


@contextmanager
def second_servers(folder: Path) -> Iterator[Servers]:
    """Two empty servers of one's own."""
    postgres = EmbeddedPostgres(folder / "postgres", durable=False)
    neo4j = EmbeddedNeo4j(
        folder / "neo4j", http_port=held_port(), bolt_port=held_port(), durable=False
    )
    with neo4j, postgres:
        yield Servers(postgres.url, neo4j.url, folder / "media")


# The last is another one after a restore.
NOT_IN_A_BACKUP = {"core_liveevent", "core_livelog", "core_storepair"}


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
