"""Dismissing suggestions."""

from core.accounts.locks import lock_edge_to_user
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry
from core.journal.record import record
from core.ratelimit.write_quotas import consume
from graph.edges import DISMISSED


@atomic_with_retry
def dismiss_suggestion(*, viewer: User, person: int) -> None:
    """Never suggest this user to the viewer again. Raises InvalidInput for oneself, NotFound."""
    if person == viewer.pk:
        raise InvalidInput("You cannot dismiss yourself.", "id")
    if not lock_edge_to_user(DISMISSED, actor=viewer, target=person):
        consume("dismissals", user_id=viewer.pk)
        record(DISMISSED.made_by, actor=viewer.pk, target=person)
