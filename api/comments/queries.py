"""Queries of comments."""

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.comments import comment_by_id
from api.relay.ids import from_global
from core.comments.models import Comment as CommentModel

from .types import Comment


class CommentQueries(graphene.ObjectType):
    """The comment fields of Query."""

    comment = graphene.Field(
        Comment,
        id=graphene.ID(required=True, description="The ID of the comment."),
        description="The comment with this ID; null if it does not exist or is not visible to you.",
    )

    @staticmethod
    def resolve_comment(root: None, info: GraphQLResolveInfo, id: str) -> CommentModel | None:
        return comment_by_id.load_scoped(info, from_global(id, "Comment", "id"))
