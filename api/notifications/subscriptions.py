"""The subscription to new notifications of the viewer."""

from dataclasses import dataclass

import graphene
from graphql import GraphQLResolveInfo

from api.context import Context, require_viewer
from api.subscriptions.source import (
    AFTER,
    EVENT_ID,
    SubscriptionSource,
    event_payload,
    resumed_from,
)
from core.notifications.models import Notification as NotificationModel
from core.notifications.selectors import NotificationFilter, count_notifications
from core.realtime.events import Audience, Event, Topic
from core.visibility import Viewer

from .types import Notification, enqueue_notifications, notification_by_id


@dataclass(frozen=True, slots=True)
class Received:
    """The payload of one event."""

    event_id: str
    notification: NotificationModel


class NotificationReceived(graphene.ObjectType):
    """A new notification."""

    class Meta:
        description = "A new notification."

    event_id = graphene.ID(required=True, description=EVENT_ID)
    notification = graphene.Field(Notification, required=True, description="The new notification.")
    unread_notifications_count = graphene.Int(
        description="The number of your unread notifications at this time."
    )

    @staticmethod
    def resolve_unread_notifications_count(root: Received, info: GraphQLResolveInfo) -> int:
        return count_notifications(Viewer.of(require_viewer(info)), NotificationFilter(unread=True))


class NotificationSubscriptions(graphene.ObjectType):
    """The notification fields of Subscription."""

    notification_received = graphene.Field(
        NotificationReceived,
        required=True,
        after=graphene.ID(description=AFTER),
        description="Each of your new notifications. A notification withdrawn before delivery is "
        "skipped.",
    )
    resolve_notification_received = staticmethod(event_payload)

    @staticmethod
    def subscribe_notification_received(
        root: None, info: GraphQLResolveInfo, after: str | None = None
    ) -> SubscriptionSource:
        topic = Topic(Audience.RECIPIENT, require_viewer(info).pk)
        return SubscriptionSource(topic, _received, resumed_from(info.context, after))


def _received(context: Context, event: Event) -> Received | None:
    notification = notification_by_id.load(context, event.notification)
    if notification is None:
        return None
    enqueue_notifications(context, [notification])
    return Received(str(event.position), notification)
