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
from core.database.roles import RoleRefused, keep_roles
from core.journal.pairing import renew
from graph.connection import client
from graph.writes.rebuild import forget_stage

NEO4J_SECONDS = 15.0


class Command(BaseCommand):
    """Restore a backup, then rebuild and audit the graph."""

    help = (
        "Restore both stores from a backup: PostgreSQL and the pictures from FILE, the graph from "
        "PostgreSQL. Stop the service first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="What `backup_stores` wrote.")
        parser.add_argument(
            "--replace", action="store_true", help="Delete the contents of the database first."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore PostgreSQL, then rebuild the graph. Raises CommandError."""
        _wait_for_neo4j()
        try:
            manifest = restore_backup(options["file"], replace=options["replace"])
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {summary(manifest)}, as of {manifest.taken_at}.")
        if manifest.pictures is None:
            self.stdout.write("The backup contains no pictures: they were stored in S3.")
        try:
            self._make_ready()
        except RoleRefused as error:
            raise CommandError(str(error)) from error
        call_command("rebuild_graph", stdout=self.stdout, stderr=self.stderr)

    def _make_ready(self) -> None:
        """Migrate older tables to this version, and collect the planner's statistics."""
        call_command("migrate", verbosity=0, interactive=False)
        keep_roles()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        # The progress of an interrupted rebuild refers to another journal.
        forget_stage()
        # Tokens that were issued since the backup must not sign in another user of the same number.
        renew()


def _wait_for_neo4j() -> None:
    """Wait up to NEO4J_SECONDS for a server that has just started. Raises CommandError."""
    deadline = time.monotonic() + NEO4J_SECONDS
    while not client.answers():
        if time.monotonic() > deadline:
            raise CommandError("Neo4j is unavailable; nothing was changed.")
        time.sleep(0.5)
