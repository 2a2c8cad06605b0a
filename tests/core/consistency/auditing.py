"""An audit and its sentences, and what the tests of it share."""

from core.accounts.models import User
from core.consistency import Audit
from core.journal.models import JournalEntry


class Quiet:
    """Progress that nobody sees."""

    def begin(self, label: str, total: int) -> None:
        pass

    def advance(self, steps: int) -> None:
        pass


def found(*, repair: bool = False, in_flight_seconds: float = 0.0) -> list[str]:
    """The sentences of an audit."""
    audit = Audit(Quiet(), repair=repair, in_flight_seconds=in_flight_seconds)
    return [str(each) for each in audit.differences()]


def follow_unseen(follower: User, followee: User, **columns: object) -> JournalEntry:
    """A follow that is committed and not in the graph."""
    return JournalEntry.objects.create(
        kind="followed", actor=follower.pk, target=followee.pk, **columns
    )
