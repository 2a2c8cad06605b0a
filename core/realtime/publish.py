"""Writing an event, inside the transaction of what it tells of."""

from django.db import transaction

from .models import LiveEvent, LiveKind
from .wake import wake


def publish(
    kind: LiveKind,
    *,
    person: int | None = None,
    post: int | None = None,
    comment: int | None = None,
) -> None:
    """Note that something happened; subscribers hear of it after the commit."""
    LiveEvent.objects.create(kind=kind, person=person, post=post, comment=comment)
    transaction.on_commit(wake)
