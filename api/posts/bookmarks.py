"""Bookmarks: the viewer's own list, adding to it and removing from it."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.loaders.posts import enqueue_posts
from api.relay.connections import Connection, ConnectionField
from api.relay.ids import from_global
from core.bookmarks.selectors import bookmarks_page, count_bookmarks
from core.bookmarks.services import bookmark, remove_bookmark
from core.lists.pages import Page, PageRequest
from core.posts.models import Post
from core.visibility import Viewer

from .mutations import PostPayload, post_after
from .types import PostConnection


class BookmarkQueries(graphene.ObjectType):
    """The part of Query that is about bookmarks."""

    bookmarks = ConnectionField(
        PostConnection,
        key=(int, int),
        description="The posts you have bookmarked, the newest bookmark first. Nobody else sees "
        "them.",
    )

    @staticmethod
    def resolve_bookmarks(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[Any]:
        """A page of the viewer's bookmarks."""
        viewer = Viewer.of(require_viewer(info))

        def fetch(request: PageRequest) -> Page[Post]:
            found = bookmarks_page(viewer, request)
            enqueue_posts(info.context, found.items)
            return found

        return Connection(fetch, page, lambda: count_bookmarks(viewer))


class BookmarkMutations(graphene.ObjectType):
    """The part of Mutation that is about bookmarks."""

    bookmark_post = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The post."),
        description="Bookmark a post, for yourself alone; bookmarking it again is no change.",
    )
    remove_bookmark = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The post."),
        description="Remove a bookmark; without one there is no change.",
    )

    @staticmethod
    def resolve_bookmark_post(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        """Bookmark."""
        pid = from_global(id, "Post", "id")
        bookmark(viewer=require_actor(info), post=pid)
        return post_after(info, pid)

    @staticmethod
    def resolve_remove_bookmark(root: None, info: GraphQLResolveInfo, id: str) -> Post:
        """Remove it."""
        pid = from_global(id, "Post", "id")
        remove_bookmark(viewer=require_actor(info), post=pid)
        return post_after(info, pid)
