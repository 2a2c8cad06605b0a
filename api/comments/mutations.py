"""Mutations of comments."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.idempotency import idempotency_key
from api.payloads import DeletedPayload, payload
from api.relay.ids import from_global
from core.comments.models import Comment as CommentModel
from core.comments.services import (
    MAX_COMMENT_LENGTH,
    clean_content,
    create_comment,
    delete_comment,
    update_comment,
)
from core.common.faults import Faults
from core.idempotency.once import check_key
from core.posts.mentions import MAX_MENTIONS

from .types import Comment

CommentPayload = payload(
    "CommentPayload",
    "The result of a comment mutation.",
    comment=graphene.Field(Comment, required=True, description="The new or changed comment."),
)


class CommentMutations(graphene.ObjectType):
    """The comment fields of Mutation."""

    create_comment = graphene.Field(
        CommentPayload,
        post=graphene.ID(required=True, description="The ID of the post to comment on."),
        content=graphene.String(
            required=True,
            description=f"The text, up to {MAX_COMMENT_LENGTH:,} characters, with up to "
            f"{MAX_MENTIONS} mentions: `@username`.",
        ),
        parent=graphene.ID(description="The ID of a comment on the same post, to reply to it."),
        idempotency_key=idempotency_key("comment"),
        description="Comment on a post, or reply to a comment.",
    )
    update_comment = graphene.Field(
        CommentPayload,
        id=graphene.ID(required=True, description="The ID of one of your comments."),
        content=graphene.String(
            required=True,
            description=f"The new text, up to {MAX_COMMENT_LENGTH:,} characters, with up to "
            f"{MAX_MENTIONS} mentions.",
        ),
        description="Replace the text of one of your comments, which marks it as edited.",
    )
    delete_comment = graphene.Field(
        DeletedPayload,
        id=graphene.ID(
            required=True,
            description="The ID of one of your comments, or of a comment on one of your posts.",
        ),
        description="Delete a comment. Its replies remain and move to its parent.",
    )

    @staticmethod
    def resolve_create_comment(
        root: None,
        info: GraphQLResolveInfo,
        post: str,
        content: str,
        parent: str | None = None,
        idempotency_key: str | None = None,
    ) -> CommentModel:
        author, faults = require_actor(info), Faults()
        with faults.collect():
            pid = from_global(post, "Post", "post")
        with faults.collect():
            clean_content(content)
        with faults.collect():
            check_key(idempotency_key)
        with faults.collect():
            replied_to = None if parent is None else from_global(parent, "Comment", "parent")
        faults.report()
        return create_comment(
            author=author,
            post=pid,
            content=content,
            parent=replied_to,
            idempotency_key=idempotency_key,
        )

    @staticmethod
    def resolve_update_comment(
        root: None, info: GraphQLResolveInfo, id: str, content: str
    ) -> CommentModel:
        editor, faults = require_actor(info), Faults()
        with faults.collect():
            cid = from_global(id, "Comment", "id")
        with faults.collect():
            clean_content(content)
        faults.report()
        return update_comment(editor=editor, comment=cid, content=content)

    @staticmethod
    def resolve_delete_comment(root: None, info: GraphQLResolveInfo, id: str) -> str:
        delete_comment(editor=require_actor(info), comment=from_global(id, "Comment", "id"))
        return id
