"""Notifications in bulk."""

from collections.abc import Sequence

from django.db import transaction

from core.common.batches import BATCH
from core.database.reserved_ids import reserve_time_ordered_ids
from core.notifications.models import Notification

from .rows import NewNotification


@transaction.atomic
def load_notifications(rows: Sequence[NewNotification]) -> None:
    """Add notifications with their own times.

    Left out: those of one's own acts, and existing ones.
    """
    wanted = [row for row in rows if row.recipient != row.actor]
    ids = reserve_time_ordered_ids([row.at for row in wanted])
    Notification.objects.bulk_create(
        [
            Notification(
                id=key,
                kind=row.kind,
                recipient_id=row.recipient,
                actor_id=row.actor,
                post_id=row.post,
                comment_id=row.comment,
                created_at=row.at,
                read_at=row.read_at,
            )
            for key, row in zip(ids, wanted, strict=True)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
