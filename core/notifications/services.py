"""Notifications: created and withdrawn with the acts they are about, read by their recipient."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from core.accounts.models import User
from core.common.errors import NotFound
from core.database.clock import database_now
from core.database.postgresql.prepared import Prepared
from core.database.transactions import atomic_with_retry
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.realtime.wake import wake
from core.search import plain_words
from core.visibility import Viewer
from core.visibility.words import NO_MUTED_WORDS

from .models import Notification, NotificationKind
from .selectors import shown_to
from .senders import MAY_NOTIFY

# Rows that one transaction marks as read: about 0.2 s.
BATCH = 10_000
# Only a new row becomes an event: liking again after an unlike is not published.
_NOTIFY = Prepared(
    f"""
    WITH notice AS (
        INSERT INTO core_notification AS old (kind, recipient_id, actor_id, post_id, comment_id)
        SELECT %(kind)s::varchar, %(recipient)s::bigint, %(actor)s::bigint, %(post)s::bigint,
            %(comment)s::bigint
        WHERE {NO_MUTED_WORDS.format(recipient="%(recipient)s")}
            AND {MAY_NOTIFY.format(kind="%(kind)s", recipient="%(recipient)s")}
        ON CONFLICT (recipient_id, actor_id, kind, post_id, comment_id)
            DO UPDATE SET withdrawn_at = NULL
        RETURNING id, recipient_id, old.xmax = 0 AS is_new
    )
    INSERT INTO core_liveevent (kind, person, notification)
    SELECT 'notified', recipient_id, id FROM notice WHERE is_new
"""  # noqa: S608 - of constants
)

_NOTIFY_ALL = """
    WITH notice AS (
        INSERT INTO core_notification AS old (kind, recipient_id, actor_id)
        SELECT %s, recipient, %s FROM unnest(%s::bigint[]) recipient ORDER BY recipient
        ON CONFLICT (recipient_id, actor_id, kind, post_id, comment_id)
            DO UPDATE SET withdrawn_at = NULL
        RETURNING id, recipient_id, old.xmax = 0 AS is_new
    )
    INSERT INTO core_liveevent (kind, person, notification)
    SELECT 'notified', recipient_id, id FROM notice WHERE is_new
"""
# Of one post, or of no post: by the index of acts in either case.
_ACTS = """
    UPDATE core_notification SET withdrawn_at = statement_timestamp()
    WHERE recipient_id = %s AND actor_id = %s AND kind = %s
      AND read_at IS NULL AND withdrawn_at IS NULL
"""
_WITHDRAW = Prepared(_ACTS)
_WITHDRAW_OF_POST = Prepared(f"{_ACTS} AND post_id = %s")


def notify(
    kind: NotificationKind,
    *,
    recipient: int,
    actor: int,
    post: int | None = None,
    comment: int | None = None,
    text: str = "",
) -> None:
    """Notify the recipient of one act, inside the transaction of that act.

    Nobody is notified of a `text` with words that they mute, of acts that their settings leave out,
    nor of their own.
    Repeating an undone act restores the withdrawn row with its time and read state. One SQL
    statement, which also publishes the event. Callbacks on commit run in order: called before
    `record`, the event is published before the graph is written.
    """
    if recipient == actor:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTIFY,
            {
                "kind": kind.value,
                "recipient": recipient,
                "actor": actor,
                "post": post,
                "comment": comment,
                "text": plain_words(text),
            },
        )
        if cursor.rowcount:
            transaction.on_commit(wake)


def notify_all(kind: NotificationKind, *, recipients: Sequence[int], actor: int) -> None:
    """Notify each of these of what somebody else did. One SQL statement; otherwise as `notify`."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY_ALL, [kind.value, actor, list(recipients)])
        if cursor.rowcount:
            transaction.on_commit(wake)


def notify_oneself(recipient: int) -> None:
    """Notify somebody that a moderator has decided about them, whatever their settings.

    It takes the place of the one before. Three SQL statements, of which one publishes the event.
    """
    mine = {"recipient_id": recipient, "actor_id": recipient, "kind": NotificationKind.MODERATION}
    Notification.objects.filter(**mine).delete()
    made = Notification.objects.create(**mine)
    publish(LiveKind.NOTIFIED, person=recipient, notification=made.pk)


def withdraw_all(kind: NotificationKind, *, recipient: int, actors: Sequence[int]) -> None:
    """Withdraw the unread notifications of what these did. One SQL statement.

    The rows are locked in order of their ids, like in deletions.
    """
    unread = Notification.objects.filter(read_at__isnull=True, withdrawn_at__isnull=True)
    found = unread.filter(kind=kind, recipient=recipient, actor__in=actors)
    locked = found.select_for_update().order_by("pk").values("pk")
    Notification.objects.filter(pk__in=locked).update(withdrawn_at=Now())


def withdraw(
    kind: NotificationKind, *, recipient: int, actor: int, post: int | None = None
) -> None:
    """Withdraw an unread notification because its act was undone; a read one stays."""
    with connection.cursor() as cursor:
        if post is None:
            cursor.execute(_WITHDRAW, [recipient, actor, kind.value])
        else:
            cursor.execute(_WITHDRAW_OF_POST, [recipient, actor, kind.value, post])


def withdraw_between(one: int, other: int) -> None:
    """Withdraw the unread notifications of either of what the other did. One SQL statement.

    The rows are locked in order of their ids, like in deletions.
    """
    acts = Q(recipient=one, actor=other) | Q(recipient=other, actor=one)
    unread = Notification.objects.filter(acts, read_at__isnull=True, withdrawn_at__isnull=True)
    locked = unread.select_for_update().order_by("pk").values("pk")
    Notification.objects.filter(pk__in=locked).update(withdrawn_at=Now())


def withdraw_replies(*, recipient: int, replies: QuerySet[Any]) -> None:
    """Withdraw the recipient's unread notifications of these replies. One SQL statement."""
    unread = Notification.objects.filter(read_at__isnull=True, withdrawn_at__isnull=True)
    found = unread.filter(kind=NotificationKind.REPLY, recipient=recipient, comment__in=replies)
    found.update(withdrawn_at=Now())


def withdraw_replies_to_nobody(replies: Collection[int]) -> None:
    """Withdraw unread notifications of these replies, whose comment is deleted. One SQL statement.

    The author of the post keeps them.
    """
    unread = Notification.objects.filter(read_at__isnull=True, withdrawn_at__isnull=True)
    found = unread.filter(kind=NotificationKind.REPLY, comment__in=replies)
    found.exclude(recipient=F("post__author")).update(withdrawn_at=Now())


def forget_comment(comment: int) -> None:
    """Delete the notifications of one comment: of its post's author and of whom it replies to."""
    Notification.objects.filter(comment=comment).delete()


@atomic_with_retry
def mark_read(*, viewer: User, notification: int) -> Notification:
    """Mark one notification of the viewer's as read; raises NotFound."""
    found = _own_notification(viewer, notification)
    if found.read_at is None:
        found.read_at = database_now()
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


def mark_all_read(*, viewer: User) -> int:
    """Mark all visible notifications of the viewer as read; returns how many were unread.

    Cost: one UPDATE, a transaction of its own, for each BATCH of them; none is sent here.
    """
    count = 0
    while (marked := _mark_some_read(viewer)) == BATCH:
        count += marked
    return count + marked


@atomic_with_retry
def _mark_some_read(viewer: User) -> int:
    """Mark up to BATCH; the rows are locked in order of their ids, like in deletions."""
    unread = shown_to(Viewer.of(viewer)).filter(read_at__isnull=True)
    locked = unread.select_for_update(of=("self",)).order_by("pk").values("pk")[:BATCH]
    return Notification.objects.filter(pk__in=locked).update(read_at=Now())


def _own_notification(viewer: User, notification: int) -> Notification:
    own = shown_to(Viewer.of(viewer)).filter(pk=notification)
    found = own.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound("Notification not found.", "id")
    return found
