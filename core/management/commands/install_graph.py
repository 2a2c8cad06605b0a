"""`manage.py install_graph`: constraints and indexes of Neo4j."""

from typing import Any

from django.core.management.base import BaseCommand

from graph import schema


class Command(BaseCommand):
    """What `migrate` is for PostgreSQL, for Neo4j; idempotent."""

    help = "Install the constraints and indexes of the graph."

    def handle(self, *args: Any, **options: Any) -> None:
        """Install and wait until every index is online."""
        schema.install()
        self.stdout.write("The graph's constraints and indexes are in place.")
