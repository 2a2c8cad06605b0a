"""`manage.py audit_graph`: does the graph say what PostgreSQL says?"""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.consistency import Audit
from core.consistency.in_flight import Backlog
from core.management.bars import Bars
from graph.errors import GraphUnavailable


class Command(BaseCommand):
    """Compare; mend if asked to. Changes nothing otherwise, and stops nobody from writing."""

    help = (
        "Compare PostgreSQL's documents and journal with the graph and print every difference. "
        "Exits 1 if there is one that is not mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to mend."""
        parser.add_argument(
            "--repair", action="store_true", help="Make the graph say what PostgreSQL says."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print differences as they are found, then a sentence. Raises CommandError."""
        began = monotonic()
        found = repaired = 0
        try:
            with Bars() as bars:
                audit = Audit(bars, repair=options["repair"])
                for difference in audit.differences():
                    self.stdout.write(str(difference))
                    found += 1
                    repaired += difference.repaired
        except GraphUnavailable as error:
            raise CommandError("Neo4j does not answer; the audit is not complete.") from error
        except Backlog as error:
            raise CommandError("A long backlog waits for Neo4j: let the relay catch up.") from error
        self.stdout.write(
            f"Compared {audit.people:,} people, {audit.posts:,} posts and {audit.edges:,} edges "
            f"in {monotonic() - began:.1f} s: {_outcome(found, repaired)}."
        )
        if found > repaired:
            raise SystemExit(1)


def _outcome(found: int, repaired: int) -> str:
    if not found:
        return "no difference"
    counted = f"{found:,} difference{'s' if found > 1 else ''}"
    return f"{counted}, {repaired:,} mended" if repaired else counted
