"""Writing an event, inside the transaction of the change."""

from django.db import transaction

from .models import LiveEvent, LiveKind
from .wake import wake


def publish(
    kind: LiveKind,
    *,
    person: int | None = None,
    post: int | None = None,
    comment: int | None = None,
    notification: int | None = None,
) -> None:
    """Write an event; subscribers receive it after the commit. One SQL statement."""
    LiveEvent.objects.create(
        kind=kind, person=person, post=post, comment=comment, notification=notification
    )
    transaction.on_commit(wake)
