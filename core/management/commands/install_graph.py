"""`manage.py install_graph`: constraints and indexes of Neo4j."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from core.journal.pairing import require_ours
from core.management.troubles import graph_trouble
from graph import schema
from graph.errors import ForeignGraph


class Command(BaseCommand):
    """What `migrate` is for PostgreSQL, for Neo4j; idempotent."""

    help = "Install the constraints and indexes of the graph."

    def handle(self, *args: Any, **options: Any) -> None:
        """Install and wait until every index is online. Raises CommandError, GraphUnavailable."""
        try:
            require_ours()
        except ForeignGraph as error:
            raise graph_trouble(error, "") from error
        except ProgrammingError as error:
            raise CommandError("PostgreSQL has no tables yet; run migrate_stores.") from error
        schema.install()
        self.stdout.write("The graph's constraints and indexes are in place.")
