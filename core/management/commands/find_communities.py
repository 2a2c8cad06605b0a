"""`manage.py find_communities`: communities and ranks of users, for suggestions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.jobs.searching import AlreadySearching
from core.management.bars import Bars
from core.management.troubles import graph_trouble, refuse_foreign_graph
from core.suggestions.communities import find_communities
from core.suggestions.models import CommunityRun
from graph.errors import GraphUnavailable


class Command(BaseCommand):
    """Exit code 0 also where Neo4j has no library for it: then there are none."""

    help = (
        "Find communities and ranks by Neo4j's Graph Data Science library, where it is installed, "
        "and write them to the users in the graph. The worker does this every COMMUNITIES_HOURS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Search with progress bars and print what was found. Raises CommandError."""
        refuse_foreign_graph("Neo4j is unavailable.")
        try:
            with Bars() as bars:
                run = find_communities(bars)
        except AlreadySearching as error:
            raise CommandError("Another process is finding communities.") from error
        except GraphUnavailable as error:
            raise graph_trouble(error, "Neo4j is unavailable.") from error
        if run is not None:
            self.stdout.write(_sentence(run))


def _sentence(run: CommunityRun) -> str:
    match run.stage:
        case CommunityRun.Stage.MISSING:
            return (
                "Neo4j has no Graph Data Science library: suggestions go without communities and "
                "ranks."
            )
        case CommunityRun.Stage.TOO_LARGE:
            return f"Nothing is changed: {run.figures['why']}"
    found = run.figures
    return f"{found['communities']:,} communities of {found['users']:,} users."
