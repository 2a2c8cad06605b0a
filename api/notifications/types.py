"""The type Notification."""

from collections.abc import Mapping, Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.batching import batch
from api.context import Context
from api.loaders.comments import comment_by_id
from api.loaders.posts import post_by_id
from api.loaders.users import keep_related, user_by_id
from api.relay.connections import connection_type
from api.relay.nodes import Node, register_node
from api.scalars import DateTime
from core.accounts.models import User as UserModel
from core.comments.models import Comment as CommentModel
from core.notifications.models import Notification as NotificationModel
from core.notifications.models import NotificationKind as Kind
from core.notifications.selectors import notifications_by_ids
from core.posts.models import Post as PostModel
from core.visibility import Viewer

NotificationKind = graphene.Enum.from_enum(
    Kind, description=lambda kind: "The kind of action." if kind is None else kind.description
)


class Notification(graphene.ObjectType):
    """An action of another user that concerns you."""

    class Meta:
        description = "An action of another user that concerns you."
        interfaces = (Node,)

    kind = graphene.Field(NotificationKind, required=True, description="The kind of action.")
    actor = graphene.Field("api.users.types.User", required=True, description="The user who acted.")
    post = graphene.Field(
        "api.posts.types.Post", description="The post that the notification is about, if any."
    )
    comment = graphene.Field(
        "api.comments.types.Comment",
        description="The comment or reply, if the notification is about one.",
    )
    created_at = DateTime(required=True, description="The time of the first such action.")
    read = graphene.Boolean(
        required=True, description="Whether you have marked the notification as read."
    )

    @staticmethod
    def resolve_actor(
        notification: NotificationModel, info: GraphQLResolveInfo
    ) -> UserModel | None:
        return user_by_id.load(info.context, notification.actor_id)

    @staticmethod
    def resolve_post(notification: NotificationModel, info: GraphQLResolveInfo) -> PostModel | None:
        if notification.post_id is None:
            return None
        return post_by_id.load_scoped(info, notification.post_id)

    @staticmethod
    def resolve_comment(
        notification: NotificationModel, info: GraphQLResolveInfo
    ) -> CommentModel | None:
        if notification.comment_id is None:
            return None
        return comment_by_id.load_scoped(info, notification.comment_id)

    @staticmethod
    def resolve_read(notification: NotificationModel, info: GraphQLResolveInfo) -> bool:
        return notification.read_at is not None


@batch("Notification", default=None)
def notification_by_id(
    context: Context, nids: Sequence[int]
) -> Mapping[int, NotificationModel | None]:
    """Return the viewer's notifications by ID. Cost: one SQL statement, none without a viewer."""
    if context.viewer is None:
        return {}
    return dict(notifications_by_ids(Viewer.of(context.viewer), nids))


def enqueue_notifications(context: Context, found: Sequence[NotificationModel]) -> None:
    """Enqueue the users, posts and comments of these notifications, and keep their actors."""
    keep_related(context, found, "actor")
    enqueue = context.loaders.enqueue
    enqueue("User", (each.actor_id for each in found))
    enqueue("Post", (each.post_id for each in found if each.post_id is not None))
    enqueue("Comment", (each.comment_id for each in found if each.comment_id is not None))


NotificationConnection = connection_type(Notification)
register_node(Notification, model=NotificationModel, by_id=notification_by_id)
