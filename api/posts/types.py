"""The types Post and PostImage."""

from collections.abc import Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.commenters import can_comment
from api.loaders.comments import comments_of_post
from api.loaders.likes import counts_of_post, likers_of_post
from api.loaders.mentions import mentioned_in_post
from api.loaders.posts import images_of_post, post_by_id, viewer_has
from api.loaders.users import user_by_id
from api.media import image_url, size_argument
from api.relay.connections import Connection, ConnectionField, ListField, connection_type
from api.relay.nodes import Node, register_node
from api.scalars import DateTime
from api.selected import selects
from api.standing import ContentStanding
from core.accounts.models import User as UserModel
from core.comments.models import Comment as CommentModel
from core.lists.pages import PageRequest
from core.posts.models import Post as PostModel
from core.posts.models import PostImage as PostImageModel
from core.posts.permission import may_change
from core.visibility import Viewer
from graph.edges import BOOKMARKED, LIKED

from .audience import PostAudience
from .commenters import WhoMayComment


class PostImage(graphene.ObjectType):
    """An image of a post."""

    class Meta:
        description = "An image of a post. Width and height are those of the large version."

    url = graphene.String(required=True, size=size_argument(), description="The URL of the image.")
    width = graphene.Int(required=True, description="The width in pixels.")
    height = graphene.Int(required=True, description="The height in pixels.")
    description = graphene.String(
        required=True, description="An alternative text: what the image shows."
    )

    @staticmethod
    def resolve_url(image: PostImageModel, info: GraphQLResolveInfo, size: str) -> str | None:
        return image_url(info, image.large, image.small, size)


class Post(graphene.ObjectType):
    """A post by a user."""

    class Meta:
        description = "A post by a user: text, up to 4 images, or both."
        interfaces = (Node,)

    content = graphene.String(
        required=True, description="The text; empty if the post has only images."
    )
    images = graphene.List(
        graphene.NonNull(PostImage), required=True, description="The images, in order."
    )
    author = graphene.Field(
        "api.users.types.User", required=True, description="The author of the post."
    )
    created_at = DateTime(required=True, description="The time the post was published.")
    edited_at = DateTime(description="The time the text was last changed; null if never.")
    audience = graphene.Field(PostAudience, required=True, description="Whom the post is for.")
    standing = graphene.Field(
        ContentStanding,
        required=True,
        description="Whether others see the post; what is not visible only its author does.",
    )
    who_may_comment = graphene.Field(
        WhoMayComment, required=True, description="Who may comment on the post."
    )
    viewer_can_comment = graphene.Boolean(description="Whether you may comment on the post.")
    viewer_can_edit = graphene.Boolean(
        required=True, description="Whether you may change the post."
    )
    viewer_can_delete = graphene.Boolean(
        required=True, description="Whether you may delete the post."
    )
    mentions = graphene.List(
        graphene.NonNull("api.users.types.User"),
        required=True,
        description="The users whom the text mentions as `@username`, in the order of the text.",
    )
    likes_count = graphene.Int(description="The number of users who like the post.")
    comments_count = graphene.Int(description="The number of comments and replies.")
    viewer_has_liked = graphene.Boolean(description="Whether you like the post.")
    viewer_has_bookmarked = graphene.Boolean(description="Whether you have bookmarked the post.")
    comments = ListField(
        "api.comments.types.Comment",
        node="Comment",
        required=True,
        description="The comments, including replies, newest first.",
    )
    comments_connection = ConnectionField(
        "api.comments.types.CommentConnection",
        required=True,
        description="The comments, including replies, newest first, as a connection.",
    )
    likers = ConnectionField(
        "api.users.types.UserConnection",
        key=(int, int, int),
        description="The users who like the post: first those you follow, then the most recent.",
    )

    @staticmethod
    def resolve_images(post: PostModel, info: GraphQLResolveInfo) -> Sequence[PostImageModel]:
        return images_of_post.load(info.context, post.pk) if post.has_images else ()

    @staticmethod
    def resolve_author(post: PostModel, info: GraphQLResolveInfo) -> UserModel | None:
        return user_by_id.load(info.context, post.author_id)

    @staticmethod
    def resolve_viewer_can_comment(post: PostModel, info: GraphQLResolveInfo) -> bool:
        return can_comment(info.context, post)

    @staticmethod
    def resolve_viewer_can_edit(post: PostModel, info: GraphQLResolveInfo) -> bool:
        return may_change(Viewer.of(info.context.viewer), post)

    @staticmethod
    def resolve_viewer_can_delete(post: PostModel, info: GraphQLResolveInfo) -> bool:
        return may_change(Viewer.of(info.context.viewer), post)

    @staticmethod
    def resolve_mentions(post: PostModel, info: GraphQLResolveInfo) -> Sequence[UserModel]:
        return mentioned_in_post.load_scoped(info, post.pk)

    @staticmethod
    def resolve_likes_count(post: PostModel, info: GraphQLResolveInfo) -> int:
        return counts_of_post.load(info.context, post.pk).likes

    @staticmethod
    def resolve_comments_count(post: PostModel, info: GraphQLResolveInfo) -> int:
        return counts_of_post.load(info.context, post.pk).comments

    @staticmethod
    def resolve_viewer_has_liked(post: PostModel, info: GraphQLResolveInfo) -> bool:
        return viewer_has.load(info.context, post.pk, edge=LIKED)

    @staticmethod
    def resolve_viewer_has_bookmarked(post: PostModel, info: GraphQLResolveInfo) -> bool:
        return viewer_has.load(info.context, post.pk, edge=BOOKMARKED)

    @staticmethod
    def resolve_comments(
        post: PostModel, info: GraphQLResolveInfo, page: PageRequest
    ) -> Sequence[CommentModel]:
        return comments_of_post.load_scoped(
            info, post.pk, page=page, with_authors=selects(info, "author")
        ).items

    @staticmethod
    def resolve_comments_connection(
        post: PostModel, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[Any]:
        return Connection(
            lambda request: comments_of_post.load_scoped(
                info, post.pk, page=request, with_authors=selects(info, "author")
            ),
            page,
            lambda: counts_of_post.load(info.context, post.pk).comments,
        )

    @staticmethod
    def resolve_likers(
        post: PostModel, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[UserModel]:
        return Connection(
            lambda request: likers_of_post.load_scoped(info, post.pk, page=request),
            page,
            lambda: counts_of_post.load(info.context, post.pk).likes,
        )


PostConnection = connection_type(Post)
register_node(Post, model=PostModel, by_id=post_by_id)
