"""`manage.py rebuild_graph`: rebuild the graph from PostgreSQL."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.consistency import Audit
from core.consistency.in_flight import Backlog
from core.consistency.rebuild import AlreadyRebuilding, rebuild
from core.journal.safe_position import StillWriting
from core.management.bars import Bars
from core.management.troubles import graph_trouble
from graph.errors import GraphUnavailable

# The second audit checks that the first repaired what was written while the graph was emptied.
AUDITS = 2


class Command(BaseCommand):
    """Empty, fill and audit the graph; a second run continues an interrupted one."""

    help = (
        "Empty Neo4j and rebuild the graph from PostgreSQL, while writes go on, then audit it. "
        "After an interruption, run it again: it continues where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--take-over",
            action="store_true",
            help="Also empty a graph that belongs to another installation, or to nobody known.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and audit with progress bars. Raises CommandError."""
        try:
            with Bars() as bars:
                self._rebuild(bars, take_over=options["take_over"])
        except AlreadyRebuilding as error:
            raise CommandError("Another process is rebuilding the graph.") from error
        except GraphUnavailable as error:
            raise graph_trouble(
                error, "Neo4j is unavailable; run this again when it answers."
            ) from error
        except StillWriting as error:
            raise CommandError(
                "A transaction that writes to the journal is open for too long; run this again."
            ) from error
        except Backlog as error:
            raise CommandError(
                "The graph is written, but too many journal entries are waiting: let the relay "
                "catch up, then run audit_graph."
            ) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted; run this again to continue.", returncode=130) from None

    def _rebuild(self, bars: Bars, *, take_over: bool) -> None:
        began = monotonic()
        if rebuild(bars, take_over=take_over):
            self.stdout.write("Continued an interrupted rebuild.")
        written = monotonic()
        for _ in range(AUDITS):
            audit = Audit(bars, repair=True)
            differences = list(audit.differences())
            if not differences:
                break
            for difference in differences:
                self.stdout.write(str(difference))
        else:
            raise CommandError("The second audit still found differences; see above.")
        self.stdout.write(
            f"Wrote {audit.people:,} people, {audit.posts:,} posts and {audit.edges:,} edges in "
            f"{written - began:.1f} s; the audit took {monotonic() - written:.1f} s: no difference."
        )
