"""Queries and mutations of bookmarks."""

from functools import partial
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.loaders.listed import listed
from api.loaders.posts import enqueue_posts
from api.relay.connections import Connection, ConnectionField
from api.relay.ids import from_global
from core.bookmarks.selectors import bookmarks_page, count_bookmarks
from core.bookmarks.services import bookmark, remove_bookmark
from core.lists.pages import PageRequest
from core.posts.models import Post
from core.visibility import Viewer

from .mutations import PostPayload, post_after
from .types import PostConnection


class BookmarkQueries(graphene.ObjectType):
    """The bookmark fields of Query."""

    bookmarks = ConnectionField(
        PostConnection,
        key=(int, int),
        description="Your bookmarked posts, most recently bookmarked first; visible only to you.",
    )

    @staticmethod
    def resolve_bookmarks(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[Any]:
        viewer = Viewer.of(require_viewer(info))
        read, count = partial(bookmarks_page, viewer), partial(count_bookmarks, viewer)
        return listed(info, page, enqueue_posts, read, count)


class BookmarkMutations(graphene.ObjectType):
    """The bookmark fields of Mutation."""

    bookmark_post = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The ID of the post."),
        description="Bookmark a post, visible only to you. No effect if you already bookmarked it.",
    )
    remove_bookmark = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The ID of the post."),
        description="Remove a bookmark. No effect if there is none.",
    )

    @staticmethod
    def resolve_bookmark_post(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        pid = from_global(id, "Post", "id")
        bookmark(viewer=require_actor(info), post=pid)
        return post_after(info, pid)

    @staticmethod
    def resolve_remove_bookmark(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        pid = from_global(id, "Post", "id")
        remove_bookmark(viewer=require_actor(info), post=pid)
        return post_after(info, pid)
