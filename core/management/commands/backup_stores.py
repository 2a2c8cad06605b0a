"""`manage.py backup_stores`: both stores in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupFailed, take_backup
from core.backup.manifest import summary


class Command(BaseCommand):
    """Take a backup while the service runs."""

    help = (
        "Write a backup of both stores to FILE: one snapshot of PostgreSQL, from which the graph "
        "is rebuilt, and the pictures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="A new file, readable only by its owner.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the backup and print its summary. Raises CommandError."""
        file: Path = options["file"]
        try:
            manifest = take_backup(file)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        megabytes = file.stat().st_size / 1_000_000
        self.stdout.write(f"Backed up {summary(manifest)}. {file} has {megabytes:,.1f} MB.")
        if manifest.pictures is None:
            self.stdout.write("Pictures are stored in S3 and are not included.")
        if manifest.missing_pictures:
            self.stdout.write(
                f"Deleted before they were copied: {manifest.missing_pictures:,} files."
            )
