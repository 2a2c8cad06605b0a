"""Liking and unliking."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.posts.mutations import PostPayload, post_after
from api.relay.ids import from_global
from core.likes.services import like, unlike
from core.posts.models import Post


class EngagementMutations(graphene.ObjectType):
    """The part of Mutation that is about likes."""

    like_post = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The post."),
        description="Like a post; liking it already is no change.",
    )
    unlike_post = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The post."),
        description="Take a like back; not liking the post is no change.",
    )

    @staticmethod
    def resolve_like_post(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        """Like."""
        pid = from_global(id, "Post", "id")
        like(liker=require_actor(info), post=pid)
        return post_after(info, pid)

    @staticmethod
    def resolve_unlike_post(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        """Unlike."""
        pid = from_global(id, "Post", "id")
        unlike(liker=require_actor(info), post=pid)
        return post_after(info, pid)
