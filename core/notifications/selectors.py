"""A user's notifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from core.database.routing import database_of_reads, from_replica
from core.database.rows import instances_of
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer, in_audience, in_good_standing, not_muted, visible

from .models import Notification, NotificationKind
from .statements import ALL, READ, UNREAD, Statements


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    """Which notifications are wanted: `unread` (None is both), of these kinds (empty is all)."""

    unread: bool | None = None
    kinds: Sequence[NotificationKind] = ()


@from_replica
def notifications_page(
    viewer: Viewer, wanted: NotificationFilter, page: PageRequest
) -> Page[Notification]:
    """Return a page of the viewer's notifications with their actors, newest first.

    A notification is hidden with its actor and with the author of its post, and left out while the
    viewer mutes its actor. One SQL statement: an index range of `page.limit` rows, and of those
    that are left out.
    """
    statements = _statements(wanted)
    found = instances_of(
        Notification,
        statements.oldest if page.backward else statements.newest,
        {**_parameters(viewer, wanted), **page.id_range},
    )
    return Page.cut(found, page, key=attrgetter("id"))


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
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(_statements(wanted).total, _parameters(viewer, wanted))
        (count,) = cursor.fetchone()
    return int(count)


def _statements(wanted: NotificationFilter) -> Statements:
    if wanted.unread is None:
        return ALL
    return UNREAD if wanted.unread else READ


def _parameters(viewer: Viewer, wanted: NotificationFilter) -> dict[str, Any]:
    return {"viewer": viewer.key, "kinds": list(wanted.kinds)}


def shown_to(viewer: Viewer) -> QuerySet[Notification]:
    """Return the viewer's notifications that are neither withdrawn, hidden, nor of who is muted."""
    standing = Notification.objects.filter(recipient=viewer.key, withdrawn_at__isnull=True)
    shown = in_audience(visible(standing, viewer, "actor", "post__author"), viewer, "post")
    shown = in_good_standing(shown, viewer, "comment")
    return not_muted(shown, viewer, "actor")
