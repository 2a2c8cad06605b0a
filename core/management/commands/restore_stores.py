"""`manage.py restore_stores`: both stores from one file."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.backup import BackupFailed, restore_backup
from core.backup.manifest import summary
from graph.connection import client
from graph.writes.rebuild import forget_stage

NEO4J_SECONDS = 15.0


class Command(BaseCommand):
    """Restore a backup; ends with a graph that is made anew and audited."""

    help = (
        "Restore both stores from a backup: PostgreSQL and the pictures from FILE, the graph from "
        "PostgreSQL. Stop the service first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path, help="What `backup_stores` wrote.")
        parser.add_argument(
            "--replace", action="store_true", help="Throw away what is in the database."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """PostgreSQL first, then the graph from it."""
        _wait_for_neo4j()
        try:
            manifest = restore_backup(options["file"], replace=options["replace"])
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {summary(manifest)}, as of {manifest.taken_at}.")
        if manifest.pictures is None:
            self.stdout.write("The backup holds no pictures: they were kept elsewhere (S3).")
        self._make_ready()
        call_command("rebuild_graph", stdout=self.stdout, stderr=self.stderr)

    def _make_ready(self) -> None:
        """Bring older tables up to this version, and tell the planner what is in them."""
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        # What an interrupted rebuild noted is of another journal.
        forget_stage()


def _wait_for_neo4j() -> None:
    """A server that has just been started takes a moment for its first answer."""
    deadline = time.monotonic() + NEO4J_SECONDS
    while not client.answers():
        if time.monotonic() > deadline:
            raise CommandError("Neo4j does not answer; nothing was changed.")
        time.sleep(0.5)
