"""The end of mutes whose time is over."""

from django.db.models.functions import Now

from core.database.transactions import atomic_with_retry
from core.journal.edge_locks import lock_edge
from core.journal.models import Cause
from core.visibility.models import Mute
from graph.edges import MUTES

from .services import end_mute

BATCH = 500


def end_expired() -> int:
    """End up to `BATCH` mutes whose time is over; returns how many were found.

    They mute nobody any more: this takes the edge out of the graph. Cost: an index range, and a
    transaction for each.
    """
    over = Mute.objects.filter(until__lte=Now()).order_by("until")
    found = list(over.values_list("viewer", "person")[:BATCH])
    for viewer, person in found:
        _end(viewer, person)
    return len(found)


@atomic_with_retry
def _end(viewer: int, person: int) -> None:
    lock_edge(MUTES, actor=viewer, target=person)
    if Mute.objects.filter(viewer=viewer, person=person, until__lte=Now()).exists():
        end_mute(viewer, person, Cause.EXPIRY)
