"""A post, as the API shows one."""

from collections.abc import Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.comments import comments_of_post
from api.loaders.likes import counts_of_post, likers_of_post
from api.loaders.posts import images_of_post, post_by_id, viewer_has
from api.loaders.users import user_by_id
from api.media import image_url, size_argument
from api.relay.connections import Connection, ConnectionField, ListField, connection_type
from api.relay.nodes import Node, register_node
from core.accounts.models import User as UserModel
from core.comments.models import Comment as CommentModel
from core.lists.pages import PageRequest
from core.posts.models import Post as PostModel
from core.posts.models import PostImage as PostImageModel
from graph.edges import BOOKMARKED, LIKED


class PostImage(graphene.ObjectType):
    """An image of a post."""

    class Meta:
        description = "An image of a post. Width and height are those of the large version."

    url = graphene.String(
        required=True, size=size_argument(), description="The address of the image."
    )
    width = graphene.Int(required=True, description="In pixels.")
    height = graphene.Int(required=True, description="In pixels.")
    description = graphene.String(
        required=True, description="What it shows, for people who do not see it."
    )

    @staticmethod
    def resolve_url(image: PostImageModel, info: GraphQLResolveInfo, size: str) -> str | None:
        return image_url(info, image.large, image.small, size)


class Post(graphene.ObjectType):
    """What someone wrote."""

    class Meta:
        description = "What someone wrote: text, up to 4 images, or both."
        interfaces = (Node,)

    content = graphene.String(required=True, description="The text; empty if it is all images.")
    images = graphene.List(
        graphene.NonNull(PostImage), required=True, description="The images, in their order."
    )
    author = graphene.Field(
        "api.users.types.User", required=True, description="Who wrote the post."
    )
    created_at = graphene.DateTime(required=True, description="When it was published.")
    edited_at = graphene.DateTime(description="When its text was last changed, if ever.")
    likes_count = graphene.Int(description="How many people like it.")
    comments_count = graphene.Int(description="How many comments and replies it has.")
    viewer_has_liked = graphene.Boolean(description="Whether you like it.")
    viewer_has_bookmarked = graphene.Boolean(description="Whether you have bookmarked it.")
    comments = ListField(
        "api.comments.types.Comment",
        node="Comment",
        required=True,
        description="The newest comments, replies among them, newest first.",
    )
    comments_connection = ConnectionField(
        "api.comments.types.CommentConnection",
        required=True,
        description="All comments, replies among them, newest first.",
    )
    likers = ConnectionField(
        "api.users.types.UserConnection",
        key=(int, int, int),
        description="Who likes it: first the people you follow, then the newest.",
    )

    @staticmethod
    def resolve_images(post: PostModel, info: GraphQLResolveInfo) -> Sequence[PostImageModel]:
        return images_of_post.load(info.context, post.pk) if post.has_images else ()

    @staticmethod
    def resolve_author(post: PostModel, info: GraphQLResolveInfo) -> UserModel | None:
        return user_by_id.load(info.context, post.author_id)

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
        return comments_of_post.load_scoped(info, post.pk, page=page).items

    @staticmethod
    def resolve_comments_connection(
        post: PostModel, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[Any]:
        return Connection(
            lambda request: comments_of_post.load_scoped(info, post.pk, page=request),
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
