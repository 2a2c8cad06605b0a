"""Notifications: made and withdrawn by the acts they tell of, read by their recipient."""

from django.utils import timezone

from core.errors import NotFound
from core.models import Notification, NotificationKind, User
from core.transactions import in_transaction


def notify(
    kind: NotificationKind,
    *,
    recipient: int,
    actor: int,
    post: int | None = None,
    comment: int | None = None,
) -> None:
    """Tell the recipient of one act, inside the transaction of that act.

    Nobody is told of their own acts. Doing again what was undone brings the withdrawn row back,
    as old and as read as it was.
    """
    if recipient == actor:
        return
    Notification.objects.bulk_create(
        [
            Notification(
                kind=kind, recipient_id=recipient, actor_id=actor, post_id=post, comment_id=comment
            )
        ],
        update_conflicts=True,
        unique_fields=["recipient", "actor", "kind", "post", "comment"],
        update_fields=["withdrawn_at"],
    )


def withdraw(
    kind: NotificationKind, *, recipient: int, actor: int, post: int | None = None
) -> None:
    """Take an unread notification away because its act was undone; a read one stays."""
    act = Notification.objects.filter(kind=kind, recipient=recipient, actor=actor)
    if post is not None:
        act = act.filter(post=post)
    act.filter(read_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


@in_transaction
def mark_read(*, viewer: User, notification: int) -> Notification:
    """Mark one notification of the viewer's as read; raises NotFound."""
    found = _own_notification(viewer, notification)
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    return found


@in_transaction
def mark_unread(*, viewer: User, notification: int) -> Notification:
    """Mark one notification of the viewer's as unread; raises NotFound."""
    found = _own_notification(viewer, notification)
    if found.read_at is not None:
        found.read_at = None
        found.save(update_fields=["read_at"])
    return found


@in_transaction
def mark_all_read(*, viewer: User) -> int:
    """Mark everything as read; gives how many were unread.

    The rows are locked in order of their ids, as deletions meet them too.
    """
    unread = Notification.objects.filter(
        recipient=viewer, withdrawn_at__isnull=True, read_at__isnull=True
    )
    found = list(unread.select_for_update().order_by("pk").values_list("pk", flat=True))
    return Notification.objects.filter(pk__in=found).update(read_at=timezone.now())


def _own_notification(viewer: User, notification: int) -> Notification:
    found = (
        Notification.objects.select_for_update()
        .filter(recipient=viewer, pk=notification, withdrawn_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound("There is no such notification.", "id")
    return found
