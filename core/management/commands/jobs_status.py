"""`manage.py jobs_status`: what is in the job queue."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from core.common.durations import span
from core.jobs.status import Jobs, jobs
from core.management.arguments import patience


class Command(BaseCommand):
    """Exit code 0 when all is well, 1 when somebody has to look."""

    help = (
        "Say what waits, runs and failed. Exit code 1 when a job has been due for longer than "
        "--patience seconds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long a job may wait."""
        parser.add_argument(
            "--patience", type=patience, default=60.0, help="Let a job wait so long (60)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say it."""
        try:
            found = jobs()
        except OperationalError as error:
            raise CommandError(f"PostgreSQL does not answer: {error}".strip()) from error
        self.stdout.write("\n".join(map(_sentence, found)) or "No job.")
        oldest = max((each.oldest_seconds for each in found), default=0.0)
        if oldest > options["patience"]:
            raise CommandError(
                f"The oldest job has waited for {span(oldest)}: is a worker running?"
            )


def _sentence(jobs: Jobs) -> str:
    waits = f", the oldest for {span(jobs.oldest_seconds)}" if jobs.oldest_seconds > 0 else ""
    return f"{jobs.queue}: {jobs.count} {jobs.status}{waits}."
