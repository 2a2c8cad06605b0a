"""`manage.py rebuild_graph`: the graph made anew from PostgreSQL."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.consistency import Audit
from core.consistency.in_flight import Backlog
from core.consistency.rebuild import AlreadyRebuilding, rebuild
from core.journal.safe_position import StillWriting
from core.management.bars import Bars
from graph.errors import GraphUnavailable

# A second audit sees whether the first has mended what was written while the graph was emptied.
AUDITS = 2


class Command(BaseCommand):
    """Empty, fill, audit; people may go on writing. Run again, it goes on where it was."""

    help = (
        "Empty Neo4j and write the graph anew from PostgreSQL, while people go on writing. Ends "
        "with an audit. When it is interrupted, run it again: it goes on where it was."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and audit with progress bars. Raises CommandError."""
        try:
            with Bars() as bars:
                self._rebuild(bars)
        except AlreadyRebuilding as error:
            raise CommandError("Another process is rebuilding the graph.") from error
        except GraphUnavailable as error:
            raise CommandError("Neo4j does not answer: run this again when it does.") from error
        except StillWriting as error:
            raise CommandError(
                "A transaction has been writing to the journal for long: run this again."
            ) from error
        except Backlog as error:
            raise CommandError(
                "The graph is written; a long backlog waits for the relay, then audit it."
            ) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted; run this again to go on.", returncode=130) from None

    def _rebuild(self, bars: Bars) -> None:
        began = monotonic()
        if rebuild(bars):
            self.stdout.write("Went on where an interrupted rebuild was.")
        written = monotonic()
        for _ in range(AUDITS):
            audit = Audit(bars, repair=True)
            differences = list(audit.differences())
            if not differences:
                break
            for difference in differences:
                self.stdout.write(str(difference))
        else:
            raise CommandError("The audit found differences again; see above.")
        self.stdout.write(
            f"Wrote {audit.people:,} people, {audit.posts:,} posts and {audit.edges:,} edges in "
            f"{written - began:.1f} s; the audit took {monotonic() - written:.1f} s: no difference."
        )
