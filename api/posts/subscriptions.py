"""The subscription to changes of one post."""

from dataclasses import dataclass

import graphene
from graphql import GraphQLResolveInfo

from api.comments.types import Comment
from api.context import Context, require_viewer
from api.loaders.comments import comment_by_id
from api.loaders.posts import enqueue_posts, post_by_id
from api.relay.ids import from_global, to_global
from api.subscriptions.source import (
    AFTER,
    EVENT_ID,
    SubscriptionSource,
    event_payload,
    resumed_from,
)
from core.comments.models import Comment as CommentModel
from core.common.errors import NotFound
from core.posts.deletions import was_deleted
from core.posts.models import Post as PostModel
from core.realtime.events import Audience, Event, Topic
from core.realtime.models import LiveKind
from core.visibility import hidden_from, hidden_people, muted_people

from .types import Post

LIKES, EDITED, DELETED = "likes", "edited", "deleted"
COMMENTED, COMMENT_EDITED, COMMENT_DELETED = "commented", "comment_edited", "comment_deleted"
_CHANGES = {
    LiveKind.LIKED: LIKES,
    LiveKind.UNLIKED: LIKES,
    LiveKind.POST_EDITED: EDITED,
    LiveKind.POST_DELETED: DELETED,
    LiveKind.COMMENTED: COMMENTED,
    LiveKind.COMMENT_EDITED: COMMENT_EDITED,
    LiveKind.COMMENT_DELETED: COMMENT_DELETED,
}
_DESCRIPTIONS = {
    LIKES: "The number of likes changed.",
    EDITED: "The text of the post was changed, or whom it is for, or who may comment.",
    DELETED: "The post was deleted. The subscription ends.",
    COMMENTED: "A comment or reply was added.",
    COMMENT_EDITED: "The text of a comment was changed.",
    COMMENT_DELETED: "A comment was deleted. Its replies moved to its parent.",
}


class PostChange(graphene.Enum):
    """The kind of change of a post."""

    class Meta:
        description = "The kind of change of a post."

    LIKES = LIKES
    EDITED = EDITED
    DELETED = DELETED
    COMMENTED = COMMENTED
    COMMENT_EDITED = COMMENT_EDITED
    COMMENT_DELETED = COMMENT_DELETED

    @property
    def description(self) -> str:
        """Return the description of the value in the schema."""
        return _DESCRIPTIONS[str(self.value)]


@dataclass(frozen=True, slots=True)
class Updated:
    """The payload of one event."""

    event_id: str
    change: str
    post_id: str
    post: PostModel | None
    comment_id: str | None
    comment: CommentModel | None


class PostUpdated(graphene.ObjectType):
    """A change of a post, with its current state."""

    class Meta:
        description = "A change of a post, with its current state."

    event_id = graphene.ID(required=True, description=EVENT_ID)
    change = graphene.Field(PostChange, required=True, description="The kind of change.")
    post_id = graphene.ID(required=True, description="The ID of the post.")
    post = graphene.Field(
        Post, description="The current state of the post; null once it is deleted."
    )
    comment_id = graphene.ID(
        description="The ID of the changed comment, if the change is of a comment."
    )
    comment = graphene.Field(
        Comment, description="The current state of that comment; null once it is deleted."
    )


class PostSubscriptions(graphene.ObjectType):
    """The post fields of Subscription."""

    post_updated = graphene.Field(
        PostUpdated,
        required=True,
        id=graphene.ID(required=True, description="The ID of the post."),
        after=graphene.ID(description=AFTER),
        description=(
            "Each change of one post, until it is deleted. Likes in quick succession are sent as "
            "one change."
        ),
    )
    resolve_post_updated = staticmethod(event_payload)

    @staticmethod
    def subscribe_post_updated(
        root: None, info: GraphQLResolveInfo, id: str, after: str | None = None
    ) -> SubscriptionSource:
        """Return the source. Raises NotFound unless the post exists or its deletion is unsent."""
        require_viewer(info)
        pid = from_global(id, "Post", "id")
        position = resumed_from(info.context, after)
        if post_by_id.load_first(info.context, pid) is None and not (
            position and was_deleted(info.context.viewpoint, pid)
        ):
            raise NotFound("Post not found.", "id")
        topic = Topic(Audience.WATCHERS, pid)
        return SubscriptionSource(topic, _updated, position, LiveKind.POST_DELETED, shared=True)


def _updated(context: Context, event: Event) -> Updated | None:
    # A block hides what its two do, and a like has no content that would be left out.
    viewer = context.viewpoint
    if event.person in (*hidden_people(viewer), *muted_people(viewer)):
        return None
    # After a deletion, only the event has the author.
    if event.kind is LiveKind.POST_DELETED and not was_deleted(viewer, event.post):
        return None
    if event.kind is LiveKind.COMMENT_DELETED and hidden_from(viewer, [event.person]):
        return None
    post = post_by_id.load_first(context, event.post)
    if post is None and event.kind is not LiveKind.POST_DELETED:
        return None
    if post is not None:
        enqueue_posts(context, [post])
    comment = comment_by_id.load_first(context, event.comment) if event.comment else None
    if event.comment and comment is None and event.kind is not LiveKind.COMMENT_DELETED:
        return None
    return Updated(
        event_id=str(event.position),
        change=_CHANGES[event.kind],
        post_id=to_global("Post", event.post),
        post=post,
        comment_id=to_global("Comment", event.comment) if event.comment else None,
        comment=comment,
    )
