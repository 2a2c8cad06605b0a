"""The subscription to new posts in the feed."""

from dataclasses import dataclass

import graphene
from graphql import GraphQLResolveInfo

from api.context import Context, require_viewer
from api.loaders.posts import enqueue_posts, post_by_id
from api.posts.types import Post
from api.subscriptions.source import (
    AFTER,
    EVENT_ID,
    SubscriptionSource,
    event_payload,
    resumed_from,
)
from core.feed.selectors import is_sent_to
from core.posts.models import Post as PostModel
from core.realtime.events import Audience, Event, Topic


@dataclass(frozen=True, slots=True)
class Updated:
    """The payload of one event."""

    event_id: str
    post: PostModel


class FeedUpdated(graphene.ObjectType):
    """A new post in your feed."""

    class Meta:
        description = "A new post in your feed."

    event_id = graphene.ID(required=True, description=EVENT_ID)
    post = graphene.Field(Post, required=True, description="The new post.")


class FeedSubscriptions(graphene.ObjectType):
    """The feed fields of Subscription."""

    feed_updated = graphene.Field(
        FeedUpdated,
        required=True,
        after=graphene.ID(description=AFTER),
        description=(
            "Each new post by a user whom you follow at that time. Posts are held back while the "
            "graph database is unavailable."
        ),
    )
    resolve_feed_updated = staticmethod(event_payload)

    @staticmethod
    def subscribe_feed_updated(
        root: None, info: GraphQLResolveInfo, after: str | None = None
    ) -> SubscriptionSource:
        topic = Topic(Audience.FOLLOWERS, require_viewer(info).pk)
        return SubscriptionSource(topic, _updated, resumed_from(info.context, after), shared=True)


def _updated(context: Context, event: Event) -> Updated | None:
    post = post_by_id.load_first(context, event.post)
    if post is None or not is_sent_to(context.viewpoint, post):
        return None
    enqueue_posts(context, [post])
    return Updated(str(event.position), post)
