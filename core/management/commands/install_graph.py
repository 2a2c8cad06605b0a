"""`manage.py install_graph`: constraints and indexes of Neo4j."""

from typing import Any

from django.core.management.base import BaseCommand

from graph import schema


class Command(BaseCommand):
    """To `migrate` what that is to PostgreSQL; harmless to repeat."""

    help = "Install the constraints and indexes of the graph."

    def handle(self, *args: Any, **options: Any) -> None:
        """Install and wait until every index answers."""
        schema.install()
        self.stdout.write("The graph's constraints and indexes are in place.")
