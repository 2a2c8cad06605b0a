"""A person's notifications."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core.accounts.deleted import without_deleted_people, without_their_posts
from core.database.routing import from_replica
from core.lists.pages import Page, PageRequest, newest_first

from .models import Notification, NotificationKind


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    """Which notifications are wanted: `unread` (None is both), of these kinds (empty is all)."""

    unread: bool | None = None
    kinds: Sequence[NotificationKind] = ()


@from_replica
def notifications_page(
    viewer: int, wanted: NotificationFilter, page: PageRequest
) -> Page[Notification]:
    """A page of the viewer's notifications, newest first. One SQL statement."""
    return newest_first(_matching(viewer, wanted), page)


@from_replica
def notifications_by_ids(viewer: int, nids: Sequence[int]) -> dict[int, Notification]:
    """Those of the viewer's among these, by id. One SQL statement."""
    found = _shown(viewer).filter(pk__in=nids)
    return {notification.pk: notification for notification in found}


@from_replica
def count_notifications(viewer: int, wanted: NotificationFilter) -> int:
    """How many there are. One SQL statement over an index of the recipient's rows."""
    return _matching(viewer, wanted).count()


def _shown(viewer: int) -> QuerySet[Notification]:
    found = Notification.objects.filter(recipient=viewer, withdrawn_at__isnull=True)
    return without_their_posts(without_deleted_people(found, by="actor"))


def _matching(viewer: int, wanted: NotificationFilter) -> QuerySet[Notification]:
    found = _shown(viewer)
    if wanted.unread is not None:
        found = found.filter(read_at__isnull=wanted.unread)
    if wanted.kinds:
        found = found.filter(kind__in=wanted.kinds)
    return found
