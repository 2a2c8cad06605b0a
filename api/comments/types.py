"""The type Comment."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.commenters import can_delete
from api.loaders.comments import comment_by_id, replies_count, replies_to_comment
from api.loaders.mentions import mentioned_in_comment
from api.loaders.posts import post_by_id
from api.loaders.users import user_by_id
from api.relay.connections import ListField, connection_type
from api.relay.nodes import Node, register_node
from api.scalars import DateTime
from api.selected import selects
from api.standing import ContentStanding
from core.accounts.models import User as UserModel
from core.comments.models import Comment as CommentModel
from core.comments.permission import may_edit
from core.lists.pages import PageRequest
from core.posts.models import Post as PostModel
from core.visibility import Viewer


class Comment(graphene.ObjectType):
    """A comment on a post, or a reply to another comment."""

    class Meta:
        description = "A comment on a post, or a reply to another comment of the same post."
        interfaces = (Node,)

    content = graphene.String(required=True, description="The text of the comment.")
    author = graphene.Field(
        "api.users.types.User", required=True, description="The author of the comment."
    )
    post = graphene.Field(
        "api.posts.types.Post", required=True, description="The post that the comment is on."
    )
    parent = graphene.Field(
        lambda: Comment, description="The comment that this one replies to, if any."
    )
    created_at = DateTime(required=True, description="The time the comment was created.")
    edited_at = DateTime(description="The time the text was last changed; null if never.")
    standing = graphene.Field(
        ContentStanding,
        required=True,
        description="Whether others see the comment; what is not visible only its author does.",
    )
    mentions = graphene.List(
        graphene.NonNull("api.users.types.User"),
        required=True,
        description="The users whom the text mentions as `@username`, in the order of the text.",
    )
    viewer_can_edit = graphene.Boolean(
        required=True, description="Whether you may change the text of the comment."
    )
    viewer_can_delete = graphene.Boolean(
        required=True,
        description="Whether you may delete the comment, as its author or the author of the post.",
    )
    replies_count = graphene.Int(
        required=True, description="The number of replies to this comment."
    )
    replies = ListField(
        lambda: Comment,
        node="Comment",
        required=True,
        description="The replies to this comment, newest first.",
    )

    @staticmethod
    def resolve_author(comment: CommentModel, info: GraphQLResolveInfo) -> UserModel | None:
        return user_by_id.load(info.context, comment.author_id)

    @staticmethod
    def resolve_post(comment: CommentModel, info: GraphQLResolveInfo) -> PostModel | None:
        return post_by_id.load_scoped(info, comment.post_id)

    @staticmethod
    def resolve_parent(comment: CommentModel, info: GraphQLResolveInfo) -> CommentModel | None:
        if comment.parent_id is None:
            return None
        return comment_by_id.load_scoped(info, comment.parent_id)

    @staticmethod
    def resolve_mentions(comment: CommentModel, info: GraphQLResolveInfo) -> Sequence[UserModel]:
        return mentioned_in_comment.load_scoped(info, comment.pk) if comment.mentioned else ()

    @staticmethod
    def resolve_viewer_can_edit(comment: CommentModel, info: GraphQLResolveInfo) -> bool:
        return may_edit(Viewer.of(info.context.viewer), comment)

    @staticmethod
    def resolve_viewer_can_delete(comment: CommentModel, info: GraphQLResolveInfo) -> bool:
        return can_delete(info, comment)

    @staticmethod
    def resolve_replies_count(comment: CommentModel, info: GraphQLResolveInfo) -> int:
        return replies_count.load(info.context, comment.pk)

    @staticmethod
    def resolve_replies(
        comment: CommentModel, info: GraphQLResolveInfo, page: PageRequest
    ) -> Sequence[CommentModel]:
        return replies_to_comment.load_scoped(
            info, comment.pk, page=page, with_authors=selects(info, "author")
        ).items


CommentConnection = connection_type(Comment)
register_node(Comment, model=CommentModel, by_id=comment_by_id)
