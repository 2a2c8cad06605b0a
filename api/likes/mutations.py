"""Mutations of likes."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.loaders.likes import counts_of_post
from api.loaders.posts import viewer_has
from api.posts.mutations import PostPayload, post_after
from api.relay.ids import from_global
from core.likes.services import ShownPost, like, unlike
from core.posts.models import Post
from graph.edges import LIKED


class LikeMutations(graphene.ObjectType):
    """The like fields of Mutation."""

    like_post = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The ID of the post."),
        description="Like a post. No effect if you already like it.",
    )
    unlike_post = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The ID of the post."),
        description="Unlike a post. No effect if you do not like it.",
    )

    @staticmethod
    def resolve_like_post(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        pid = from_global(id, "Post", "id")
        _keep(info, like(liker=require_actor(info), post=pid))
        return post_after(info, pid)

    @staticmethod
    def resolve_unlike_post(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        pid = from_global(id, "Post", "id")
        _keep(info, unlike(liker=require_actor(info), post=pid))
        return post_after(info, pid)


def _keep(info: GraphQLResolveInfo, shown: ShownPost | None) -> None:
    """Answer by what the write has shown, without a statement."""
    if shown is not None:
        counts_of_post.prime_after_write(info.context, shown.target, shown.counts)
        viewer_has.prime_after_write(info.context, shown.target, shown.made, edge=LIKED)
