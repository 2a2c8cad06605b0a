"""Dismissing suggestions."""

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry
from core.journal.edge_locks import lock_edge
from core.journal.record import edge_exists, record
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer
from graph.edges import DISMISSED


@atomic_with_retry
def dismiss_suggestion(*, viewer: User, person: int) -> None:
    """Never suggest this user to the viewer again. Raises InvalidInput for oneself, NotFound."""
    if person == viewer.pk:
        raise InvalidInput("You cannot dismiss yourself.", "id")
    lock_edge(DISMISSED, actor=viewer.pk, target=person)
    share_lock_users(Viewer.of(viewer), viewer.pk, person)
    if not edge_exists(DISMISSED, actor=viewer.pk, target=person):
        consume("dismissals", user_id=viewer.pk)
        record(DISMISSED.made_by, actor=viewer.pk, target=person)
