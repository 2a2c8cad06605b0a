"""Writing, editing and deleting comments."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.payloads import DeletedPayload, payload
from api.relay.ids import from_global
from core.comments.models import Comment as CommentModel
from core.comments.services import LONGEST_COMMENT, create_comment, delete_comment, update_comment

from .types import Comment

CommentPayload = payload(
    "CommentPayload",
    "A comment after a change.",
    comment=graphene.Field(Comment, required=True, description="The comment."),
)


class CommentMutations(graphene.ObjectType):
    """The part of Mutation that is about comments."""

    create_comment = graphene.Field(
        CommentPayload,
        post=graphene.ID(required=True, description="The post to comment on."),
        content=graphene.String(
            required=True, description=f"The text, up to {LONGEST_COMMENT:,} characters."
        ),
        parent=graphene.ID(description="The comment of that post to reply to."),
        description="Comment on a post, or reply to a comment.",
    )
    update_comment = graphene.Field(
        CommentPayload,
        id=graphene.ID(required=True, description="One of your own comments."),
        content=graphene.String(
            required=True, description=f"The new text, up to {LONGEST_COMMENT:,} characters."
        ),
        description="Replace the text of one of your comments; it is then marked as edited.",
    )
    delete_comment = graphene.Field(
        DeletedPayload,
        id=graphene.ID(
            required=True, description="One of your own comments, or one on one of your posts."
        ),
        description="Delete a comment. Replies to it stay and move up to its own parent.",
    )

    @staticmethod
    def resolve_create_comment(
        root: None, info: GraphQLResolveInfo, post: str, content: str, parent: str | None = None
    ) -> CommentModel:
        """Write."""
        return create_comment(
            author=require_actor(info),
            post=from_global(post, "Post", "post"),
            content=content,
            parent=None if parent is None else from_global(parent, "Comment", "parent"),
        )

    @staticmethod
    def resolve_update_comment(
        root: None, info: GraphQLResolveInfo, id: str, content: str
    ) -> CommentModel:
        """Edit."""
        return update_comment(
            editor=require_actor(info), comment=from_global(id, "Comment", "id"), content=content
        )

    @staticmethod
    def resolve_delete_comment(root: None, info: GraphQLResolveInfo, id: str) -> str:
        """Delete."""
        delete_comment(editor=require_actor(info), comment=from_global(id, "Comment", "id"))
        return id
