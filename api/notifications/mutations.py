"""Mutations of notifications."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.payloads import payload
from api.relay.ids import from_global
from core.notifications.models import Notification as NotificationModel
from core.notifications.services import mark_all_read, mark_read, mark_unread

from .types import Notification

NotificationPayload = payload(
    "NotificationPayload",
    "The result of a notification mutation.",
    notification=graphene.Field(
        Notification, required=True, description="The changed notification."
    ),
)


CountPayload = payload(
    "CountPayload",
    "The result of a change of several notifications.",
    count=graphene.Int(required=True, description="The number of changed notifications."),
)


def _own_id() -> graphene.ID:
    return graphene.ID(required=True, description="The ID of one of your notifications.")


class NotificationMutations(graphene.ObjectType):
    """The notification fields of Mutation."""

    mark_notification_read = graphene.Field(
        NotificationPayload,
        id=_own_id(),
        description="Mark a notification as read.",
    )
    mark_notification_unread = graphene.Field(
        NotificationPayload,
        id=_own_id(),
        description="Mark a notification as unread.",
    )
    mark_all_notifications_read = graphene.Field(
        CountPayload,
        description="Mark all your notifications as read.",
    )

    @staticmethod
    def resolve_mark_notification_read(
        root: None, info: GraphQLResolveInfo, id: str
    ) -> NotificationModel:
        return mark_read(
            viewer=require_actor(info), notification=from_global(id, "Notification", "id")
        )

    @staticmethod
    def resolve_mark_notification_unread(
        root: None, info: GraphQLResolveInfo, id: str
    ) -> NotificationModel:
        return mark_unread(
            viewer=require_actor(info), notification=from_global(id, "Notification", "id")
        )

    @staticmethod
    def resolve_mark_all_notifications_read(root: None, info: GraphQLResolveInfo) -> int:
        return mark_all_read(viewer=require_actor(info))
