"""Queries of posts."""

from datetime import datetime
from functools import partial
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.listed import listed
from api.loaders.posts import enqueue_posts, post_by_id
from api.relay.connections import Connection, ConnectionField
from api.relay.ids import from_global
from api.scalars import DateTime
from core.lists.pages import PageRequest
from core.posts.models import Post as PostModel
from core.posts.selectors import PostFilter, count_posts, posts_page

from .types import Post, PostConnection


class PostQueries(graphene.ObjectType):
    """The post fields of Query."""

    post = graphene.Field(
        Post,
        id=graphene.ID(required=True, description="The ID of the post."),
        description="The post with this ID; null if it does not exist or is not visible to you.",
    )
    posts = ConnectionField(
        PostConnection,
        author=graphene.ID(description="Only posts by the user with this ID."),
        search=graphene.String(
            description="Only posts that match: words, whatever the case and accents, English "
            'ones in any inflection; "a phrase", as it is; `or` between alternatives; `-` to '
            "exclude a word or phrase; `*` after the beginning of a word. What is written without "
            "spaces, such as `covid-19` or a URL, is a phrase."
        ),
        created_after=DateTime(description="Only posts created at or after this time."),
        created_before=DateTime(description="Only posts created before this time."),
        has_image=graphene.Boolean(
            description="True for posts with images only, false for posts without images only."
        ),
        description="The posts that match all given filters, newest first.",
    )

    @staticmethod
    def resolve_post(root: None, info: GraphQLResolveInfo, id: str) -> PostModel | None:
        return post_by_id.load_scoped(info, from_global(id, "Post", "id"))

    @staticmethod
    def resolve_posts(
        root: None,
        info: GraphQLResolveInfo,
        page: PageRequest,
        author: str | None = None,
        search: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        has_image: bool | None = None,
    ) -> Connection[Any]:
        viewer = info.context.viewpoint
        wanted = PostFilter(
            author=None if author is None else from_global(author, "User", "author"),
            text=search,
            created_after=created_after,
            created_before=created_before,
            has_image=has_image,
        )
        read, count = partial(posts_page, viewer, wanted), partial(count_posts, viewer, wanted)
        return listed(info, page, enqueue_posts, read, count)
