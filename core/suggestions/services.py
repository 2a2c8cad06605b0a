"""Suggestions that a person does not want to see again."""

from core.accounts.locks import keep_users
from core.accounts.models import User
from core.common.errors import InvalidInput
from core.database.transactions import in_transaction
from core.journal.edge_locks import lock_edge
from core.journal.record import edge_exists, record
from core.ratelimit.write_quotas import spend
from core.visibility import Viewer
from graph.edges import DISMISSED


@in_transaction
def dismiss_suggestion(*, viewer: User, person: int) -> None:
    """Never suggest this person to the viewer again. Raises InvalidInput for oneself, NotFound."""
    if person == viewer.pk:
        raise InvalidInput("You cannot dismiss yourself.", "id")
    lock_edge(DISMISSED, actor=viewer.pk, target=person)
    keep_users(Viewer.of(viewer), viewer.pk, person)
    if not edge_exists(DISMISSED, actor=viewer.pk, target=person):
        spend("dismissals", user_id=viewer.pk)
        record(DISMISSED.made_by, actor=viewer.pk, target=person)
