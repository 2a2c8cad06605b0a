"""Notifications: made and withdrawn by the acts they tell of, read by their recipient."""

from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry
from core.realtime.wake import wake
from core.visibility import Viewer

from .models import Notification, NotificationKind
from .selectors import shown_to

# Only a row that is new is told to subscribers: taking a like back and giving it again is no news.
_NOTIFY = """
    WITH notice AS (
        INSERT INTO core_notification AS old (kind, recipient_id, actor_id, post_id, comment_id)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (recipient_id, actor_id, kind, post_id, comment_id)
            DO UPDATE SET withdrawn_at = NULL
        RETURNING id, recipient_id, old.xmax = 0 AS is_new
    )
    INSERT INTO core_liveevent (kind, person, notification)
    SELECT 'notified', recipient_id, id FROM notice WHERE is_new
"""


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
    as old and as read as it was. One SQL statement, which lets subscribers know too. What follows a
    commit follows in the order in which it was asked for: called before `record`, the recipient
    hears of it before the graph.
    """
    if recipient == actor:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, [kind.value, recipient, actor, post, comment])
        if cursor.rowcount:
            transaction.on_commit(wake)


def withdraw(
    kind: NotificationKind, *, recipient: int, actor: int, post: int | None = None
) -> None:
    """Take an unread notification away because its act was undone; a read one stays."""
    act = Notification.objects.filter(kind=kind, recipient=recipient, actor=actor)
    if post is not None:
        act = act.filter(post=post)
    act.filter(read_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


@atomic_with_retry
def mark_read(*, viewer: User, notification: int) -> Notification:
    """Mark one notification of the viewer's as read; raises NotFound."""
    found = _own_notification(viewer, notification)
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    return found


@atomic_with_retry
def mark_unread(*, viewer: User, notification: int) -> Notification:
    """Mark one notification of the viewer's as unread; raises NotFound."""
    found = _own_notification(viewer, notification)
    if found.read_at is not None:
        found.read_at = None
        found.save(update_fields=["read_at"])
    return found


@atomic_with_retry
def mark_all_read(*, viewer: User) -> int:
    """Mark everything as read that the viewer may see; gives how many were unread.

    The rows are locked in order of their ids, as deletions meet them too.
    """
    unread = shown_to(Viewer.of(viewer)).filter(read_at__isnull=True)
    locked = unread.select_for_update(of=("self",)).order_by("pk")
    found = list(locked.values_list("pk", flat=True))
    return Notification.objects.filter(pk__in=found).update(read_at=timezone.now())


def _own_notification(viewer: User, notification: int) -> Notification:
    own = shown_to(Viewer.of(viewer)).filter(pk=notification)
    found = own.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound("Notification not found.", "id")
    return found
