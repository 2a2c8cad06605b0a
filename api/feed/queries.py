"""Queries of the feed."""

from collections.abc import Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.likes import counts_of_post
from api.loaders.posts import enqueue_posts, viewer_has
from api.posts.types import Post, PostConnection
from api.relay.connections import Connection, ConnectionField, ListField
from api.relay.ids import from_global
from core.feed.selectors import MAX_NEW, count_feed, count_new, feed_page
from core.lists.pages import Page, PageRequest
from core.posts.models import Post as PostModel
from core.visibility import Viewer
from graph.edges import LIKED


def _include_own() -> graphene.Argument:
    return graphene.Boolean(
        required=True, default_value=False, description="Include your own posts."
    )


class FeedQueries(graphene.ObjectType):
    """The feed fields of Query."""

    feed = ListField(
        Post,
        node="Post",
        include_own=_include_own(),
        description="The posts of the users you follow, newest first.",
    )
    feed_connection = ConnectionField(
        PostConnection,
        include_own=_include_own(),
        description="The posts of the users you follow, newest first, as a connection. Its "
        "`totalCount` is null while you mute words.",
    )

    new_posts_count = graphene.Int(
        since=graphene.ID(
            required=True, description="The ID of the newest post that you have, or of another."
        ),
        include_own=_include_own(),
        description="How many posts of your feed are newer than a post, up to "
        f"{MAX_NEW}; of more, too, it is {MAX_NEW}. Null while the graph cannot be asked.",
    )

    @staticmethod
    def resolve_new_posts_count(
        root: None, info: GraphQLResolveInfo, since: str, include_own: bool
    ) -> int:
        viewer = Viewer.of(require_viewer(info))
        return count_new(viewer, since=from_global(since, "Post", "since"), include_own=include_own)

    @staticmethod
    def resolve_feed(
        root: None, info: GraphQLResolveInfo, page: PageRequest, include_own: bool
    ) -> Sequence[PostModel]:
        return _feed(info, page, include_own).items

    @staticmethod
    def resolve_feed_connection(
        root: None, info: GraphQLResolveInfo, page: PageRequest, include_own: bool
    ) -> Connection[Any]:
        viewer = Viewer.of(require_viewer(info))
        return Connection(
            lambda request: _feed(info, request, include_own),
            page,
            lambda: count_feed(viewer, include_own=include_own),
        )


def _feed(info: GraphQLResolveInfo, page: PageRequest, include_own: bool) -> Page[PostModel]:
    viewer, context = Viewer.of(require_viewer(info)), info.context
    with_liked = "viewerHasLiked" in context.fields
    found = feed_page(viewer, page, include_own=include_own, with_liked=with_liked)
    enqueue_posts(context, found.page.items)
    for pid, counts in found.counts.items():
        counts_of_post.prime(context, pid, counts)
    for pid, liked in found.liked.items():
        viewer_has.prime(context, pid, liked, edge=LIKED)
    return found.page
