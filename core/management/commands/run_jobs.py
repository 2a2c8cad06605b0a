"""`manage.py run_jobs`: the job queue's worker as a process of its own."""

from typing import Any

from django.core.management.base import BaseCommand

from core.jobs.worker import work


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT; several may run side by side."""

    help = "Run the jobs that wait in PostgreSQL, for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the loop; a signal ends it after the jobs at hand, or with them given back."""
        self.stdout.write("The worker is running.")
        work()
