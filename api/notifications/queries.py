"""Reading notifications."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.relay.connections import Connection, ConnectionField
from core.lists.pages import Page, PageRequest
from core.notifications.models import NotificationKind as Kind
from core.notifications.selectors import NotificationFilter, count_notifications, notifications_page
from core.visibility import Viewer

from .types import NotificationConnection, NotificationKind, announce_notifications


class NotificationQueries(graphene.ObjectType):
    """The part of Query that is about notifications."""

    notifications = ConnectionField(
        NotificationConnection,
        unread=graphene.Boolean(description="Only unread ones, or only those that were read."),
        kinds=graphene.List(
            graphene.NonNull(NotificationKind), description="Only these kinds; all by default."
        ),
        description="What others did that concerns you, newest first.",
    )
    unread_notifications_count = graphene.Int(
        description="How many of your notifications are unread."
    )

    @staticmethod
    def resolve_notifications(
        root: None,
        info: GraphQLResolveInfo,
        page: PageRequest,
        unread: bool | None = None,
        kinds: Sequence[Enum] | None = None,
    ) -> Connection[Any]:
        """A page of them."""
        viewer = Viewer.of(require_viewer(info))
        wanted = NotificationFilter(unread, tuple(Kind(kind.value) for kind in kinds or ()))

        def fetch(request: PageRequest) -> Page[Any]:
            found = notifications_page(viewer, wanted, request)
            announce_notifications(info.context, found.items)
            return found

        return Connection(fetch, page, lambda: count_notifications(viewer, wanted))

    @staticmethod
    def resolve_unread_notifications_count(root: None, info: GraphQLResolveInfo) -> int:
        """One number."""
        return count_notifications(Viewer.of(require_viewer(info)), NotificationFilter(unread=True))
