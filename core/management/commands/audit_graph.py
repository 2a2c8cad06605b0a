"""`manage.py audit_graph`: compare the graph with PostgreSQL."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core.consistency import Audit
from core.consistency.in_flight import Backlog
from core.journal.pairing import NOT_OURS, compare, error_of
from core.management.bars import Bars
from core.management.troubles import graph_trouble
from graph.errors import GraphUnavailable


class Command(BaseCommand):
    """Compare the stores, with --repair also repair; writes go on meanwhile."""

    help = (
        "Compare PostgreSQL's documents and journal with the graph and print every difference. "
        "Exit code 1 when a difference is not repaired."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="Repair the graph from PostgreSQL."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference as it is found, then a summary. Raises CommandError."""
        began = monotonic()
        found = repaired = 0
        apart = None
        try:
            apart = compare(thoroughly=True)
            if apart in NOT_OURS:
                raise error_of(apart)
            if apart is not None:
                self.stdout.write(f"The stores do not belong together: {apart}.")
            if apart is not None and options["repair"]:
                self.stdout.write("A repair cannot help; the graph is rebuilt from PostgreSQL.")
                call_command("rebuild_graph", stdout=self.stdout, stderr=self.stderr)
                return
            with Bars() as bars:
                audit = Audit(bars, repair=options["repair"])
                for difference in audit.differences():
                    self.stdout.write(str(difference))
                    found += 1
                    repaired += difference.repaired
        except GraphUnavailable as error:
            raise graph_trouble(error, "Neo4j is unavailable; the audit is incomplete.") from error
        except Backlog as error:
            raise CommandError(
                "Too many journal entries are waiting: let the relay catch up first."
            ) from error
        self.stdout.write(
            f"Compared {audit.people:,} people, {audit.posts:,} posts and {audit.edges:,} edges "
            f"in {monotonic() - began:.1f} s: {_outcome(found, repaired)}."
        )
        if apart is not None:
            raise CommandError("Rebuild the graph: rebuild_graph, or audit_graph --repair.")
        if found > repaired:
            raise SystemExit(1)


def _outcome(found: int, repaired: int) -> str:
    if not found:
        return "no difference"
    counted = f"{found:,} difference{'s' if found > 1 else ''}"
    return f"{counted}, {repaired:,} repaired" if repaired else counted
