"""A user's notifications."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core.database.routing import from_replica
from core.lists.pages import Page, PageRequest, newest_first
from core.visibility import Viewer, not_muted, visible

from .models import Notification, NotificationKind


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    """Which notifications are wanted: `unread` (None is both), of these kinds (empty is all)."""

    unread: bool | None = None
    kinds: Sequence[NotificationKind] = ()


@from_replica
def notifications_page(
    viewer: Viewer, wanted: NotificationFilter, page: PageRequest
) -> Page[Notification]:
    """Return a page of the viewer's notifications, newest first. One SQL statement.

    A notification is hidden with its actor and with the author of its post, and left out while the
    viewer mutes its actor.
    """
    return newest_first(_matching(viewer, wanted), page)


@from_replica
def notifications_by_ids(viewer: Viewer, nids: Sequence[int]) -> dict[int, Notification]:
    """Return those of these notifications that are the viewer's, by id. One SQL statement."""
    found = shown_to(viewer).filter(pk__in=nids)
    return {notification.pk: notification for notification in found}


@from_replica
def count_notifications(viewer: Viewer, wanted: NotificationFilter) -> int:
    """Return the number of notifications.

    One SQL statement over an index of the recipient's rows.
    """
    return _matching(viewer, wanted).count()


def _matching(viewer: Viewer, wanted: NotificationFilter) -> QuerySet[Notification]:
    found = shown_to(viewer)
    if wanted.unread is not None:
        found = found.filter(read_at__isnull=wanted.unread)
    if wanted.kinds:
        found = found.filter(kind__in=wanted.kinds)
    return found


def shown_to(viewer: Viewer) -> QuerySet[Notification]:
    """Return the viewer's notifications that are neither withdrawn, hidden, nor of who is muted."""
    standing = Notification.objects.filter(recipient=viewer.key, withdrawn_at__isnull=True)
    return not_muted(visible(standing, viewer, "actor", "post__author"), viewer, "actor")
