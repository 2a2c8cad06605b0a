"""`manage.py restore_stores`: both stores from one file."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.backup import BackupFailed, restore_backup
from core.backup.manifest import Manifest, summary
from core.backup.replay import Place
from core.database.roles import RoleRefused, keep_roles
from core.journal.pairing import place_of_restore, renew
from core.journal.store_pair import become
from core.management.troubles import graph_trouble
from graph.connection import client
from graph.errors import GraphUnavailable
from graph.writes.rebuild import forget_stage

NEO4J_SECONDS = 15.0
NEO4J_IS_UNAVAILABLE = "Neo4j is unavailable; nothing was changed."


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
        parser.add_argument(
            "--take-over",
            action="store_true",
            help="Also empty a graph that belongs to another installation, or to nobody known.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore PostgreSQL, then rebuild the graph. Raises CommandError."""
        _wait_for_neo4j()
        places: list[Place] = []

        def place_of(manifest: Manifest) -> Place:
            name = place_of_restore(manifest.installation, take_over=options["take_over"])
            places.append(Place(None if name is None else UUID(name)))
            return places[0]

        try:
            manifest = restore_backup(
                options["file"], replace=options["replace"], place_of=place_of
            )
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        except GraphUnavailable as error:
            raise graph_trouble(error, NEO4J_IS_UNAVAILABLE) from error
        self.stdout.write(f"Restored {summary(manifest)}, as of {manifest.taken_at}.")
        if manifest.pictures is None:
            self.stdout.write("The backup contains no pictures: they were stored in S3.")
        try:
            self._make_ready(places[0])
        except RoleRefused as error:
            raise CommandError(str(error)) from error
        call_command(
            "rebuild_graph",
            take_over=options["take_over"],
            stdout=self.stdout,
            stderr=self.stderr,
        )

    def _make_ready(self, place: Place) -> None:
        """Migrate older tables to this version, and collect the planner's statistics."""
        call_command("migrate", verbosity=0, interactive=False)
        keep_roles()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        # The progress of an interrupted rebuild refers to another journal.
        forget_stage()
        # Tables of an older version could not name it yet.
        become(place.installation)
        # Tokens that were issued since the backup must not sign in another user of the same number.
        renew()


def _wait_for_neo4j() -> None:
    """Wait up to NEO4J_SECONDS for a server that has just started. Raises CommandError."""
    deadline = time.monotonic() + NEO4J_SECONDS
    while not client.answers():
        if time.monotonic() > deadline:
            raise CommandError(NEO4J_IS_UNAVAILABLE)
        time.sleep(0.5)
