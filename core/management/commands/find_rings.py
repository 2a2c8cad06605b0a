"""`manage.py find_rings`: groups that hang together and that trust hardly reaches."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.jobs.searching import AlreadySearching
from core.management.bars import Bars
from core.management.troubles import graph_trouble, refuse_foreign_graph
from core.rings.finding import find_rings
from core.rings.models import RingRun
from graph.errors import GraphUnavailable


class Command(BaseCommand):
    """Exit code 0 also where Neo4j has no library for it: then none are found."""

    help = (
        "Find rings by Neo4j's Graph Data Science library, where it is installed, and show them in "
        "the admin. The worker does this every RINGS_HOURS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Search with progress bars and print what was found. Raises CommandError."""
        refuse_foreign_graph("Neo4j is unavailable.")
        try:
            with Bars() as bars:
                run = find_rings(bars)
        except AlreadySearching as error:
            raise CommandError("Another process is finding rings.") from error
        except GraphUnavailable as error:
            raise graph_trouble(error, "Neo4j is unavailable.") from error
        if run is not None:
            self.stdout.write(_sentence(run))


def _sentence(run: RingRun) -> str:
    match run.stage:
        case RingRun.Stage.MISSING:
            return "Neo4j has no Graph Data Science library: no rings are found."
        case RingRun.Stage.TOO_LARGE:
            return f"Nothing is found: {run.figures['why']}"
    found = run.figures
    return (
        f"{found['rings']:,} rings in {found['groups']:,} groups of {found['users']:,} users; "
        f"trust from {found['seeds']:,}."
    )
