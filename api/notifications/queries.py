"""Queries of notifications."""

from collections.abc import Sequence
from enum import Enum
from functools import partial
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.listed import listed
from api.relay.connections import Connection, ConnectionField
from core.lists.pages import PageRequest
from core.notifications.models import NotificationKind as Kind
from core.notifications.selectors import NotificationFilter, count_notifications, notifications_page
from core.visibility import Viewer

from .types import NotificationConnection, NotificationKind, enqueue_notifications


class NotificationQueries(graphene.ObjectType):
    """The notification fields of Query."""

    notifications = ConnectionField(
        NotificationConnection,
        unread=graphene.Boolean(
            description="True for unread notifications only, false for read ones only."
        ),
        kinds=graphene.List(
            graphene.NonNull(NotificationKind),
            description="Only notifications of these kinds; all kinds by default.",
        ),
        description="Your notifications, newest first.",
    )
    unread_notifications_count = graphene.Int(
        description="The number of your unread notifications."
    )

    @staticmethod
    def resolve_notifications(
        root: None,
        info: GraphQLResolveInfo,
        page: PageRequest,
        unread: bool | None = None,
        kinds: Sequence[Enum] | None = None,
    ) -> Connection[Any]:
        viewer = Viewer.of(require_viewer(info))
        merged = dict.fromkeys(Kind(kind.value) for kind in kinds or ())
        wanted = NotificationFilter(unread, tuple(merged))

        read, count = (
            partial(notifications_page, viewer, wanted),
            partial(count_notifications, viewer, wanted),
        )
        return listed(info, page, enqueue_notifications, read, count)

    @staticmethod
    def resolve_unread_notifications_count(root: None, info: GraphQLResolveInfo) -> int:
        return count_notifications(Viewer.of(require_viewer(info)), NotificationFilter(unread=True))
