"""`manage.py jobs_status`: the state of the job queue."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from core.common.durations import span
from core.jobs.status import Jobs, jobs
from core.management.arguments import seconds_or_zero


class Command(BaseCommand):
    """Exit code 0 when the queue is healthy, else 1."""

    help = (
        "Print waiting, running and failed jobs. Exit code 1 when a job has been due for longer "
        "than --max-wait seconds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--max-wait",
            type=seconds_or_zero,
            default=60.0,
            help="Seconds that a due job may wait (60).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each queue and status. Raises CommandError."""
        try:
            found = jobs()
        except OperationalError as error:
            raise CommandError(f"PostgreSQL is unavailable: {error}".strip()) from error
        self.stdout.write("\n".join(map(_sentence, found)) or "No job.")
        oldest = max((each.oldest_seconds for each in found), default=0.0)
        if oldest > options["max_wait"]:
            raise CommandError(
                f"The oldest job has waited for {span(oldest)}: is a worker running?"
            )


def _sentence(jobs: Jobs) -> str:
    waits = f", the oldest for {span(jobs.oldest_seconds)}" if jobs.oldest_seconds > 0 else ""
    return f"{jobs.queue}: {jobs.count} {jobs.status}{waits}."
