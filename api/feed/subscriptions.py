"""The feed as it grows."""

from dataclasses import dataclass

import graphene
from graphql import GraphQLResolveInfo

from api.context import Context, require_viewer
from api.loaders.posts import announce_posts, post_by_id
from api.posts.types import Post
from api.subscriptions.source import AFTER, EVENT_ID, Watch, event_payload, resumed_from
from core.posts.models import Post as PostModel
from core.realtime.events import Audience, Event, Topic


@dataclass(frozen=True, slots=True)
class Updated:
    """A new post."""

    event_id: str
    post: PostModel


class FeedUpdated(graphene.ObjectType):
    """A post that is new in your feed."""

    class Meta:
        description = "A post that is new in your feed."

    event_id = graphene.ID(required=True, description=EVENT_ID)
    post = graphene.Field(Post, required=True, description="It.")


class FeedSubscriptions(graphene.ObjectType):
    """The part of Subscription that is about the feed."""

    feed_updated = graphene.Field(
        FeedUpdated,
        required=True,
        after=graphene.ID(description=AFTER),
        description=(
            "Each new post by somebody whom you follow by then. While the graph is away they wait."
        ),
    )
    resolve_feed_updated = staticmethod(event_payload)

    @staticmethod
    def subscribe_feed_updated(
        root: None, info: GraphQLResolveInfo, after: str | None = None
    ) -> Watch:
        """Those that the viewer follows."""
        topic = Topic(Audience.FOLLOWERS, require_viewer(info).pk)
        return Watch(topic, _updated, resumed_from(info.context, after), shared=True)


def _updated(context: Context, event: Event) -> Updated | None:
    post = post_by_id.load_first(context, event.post)
    if post is None:
        return None
    announce_posts(context, [post])
    return Updated(str(event.position), post)
