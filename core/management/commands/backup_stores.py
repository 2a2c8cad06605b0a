"""`manage.py backup_stores`: both stores in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupFailed, take_backup
from core.backup.manifest import summary


class Command(BaseCommand):
    """Take a backup while everything goes on."""

    help = (
        "Write a backup of both stores to FILE: one snapshot of PostgreSQL, from which the graph "
        "is made anew, and the pictures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path, help="A new file, readable by its owner alone.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say what is in it."""
        file: Path = options["file"]
        try:
            manifest = take_backup(file)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        megabytes = file.stat().st_size / 1_000_000
        self.stdout.write(f"Backed up {summary(manifest)}. {file} has {megabytes:,.1f} MB.")
        if manifest.pictures is None:
            self.stdout.write("Pictures are kept elsewhere (S3) and are not in it.")
        if manifest.missing_pictures:
            self.stdout.write(f"Gone before they were copied: {manifest.missing_pictures:,} files.")
