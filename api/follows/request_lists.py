"""The lists of requests to follow."""

from functools import partial

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.listed import listed
from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from api.users.types import UserConnection
from core.accounts.models import User
from core.follows.request_lists import count_requests, received_requests, sent_requests
from core.lists.pages import PageRequest
from core.visibility import Viewer


class FollowRequestQueries(graphene.ObjectType):
    """The fields of Query about requests to follow."""

    follow_requests = ConnectionField(
        UserConnection,
        key=(int, int),
        description="The users who ask to follow you, most recent first; visible only to you.",
    )
    sent_follow_requests = ConnectionField(
        UserConnection,
        key=(int, int),
        description="The users you ask to follow, who have not answered, most recent first; "
        "visible only to you.",
    )

    @staticmethod
    def resolve_follow_requests(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[User]:
        viewer = Viewer.of(require_viewer(info))
        count = partial(count_requests, viewer, received=True)
        return listed(info, page, enqueue_users, partial(received_requests, viewer), count)

    @staticmethod
    def resolve_sent_follow_requests(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[User]:
        viewer = Viewer.of(require_viewer(info))
        count = partial(count_requests, viewer, received=False)
        return listed(info, page, enqueue_users, partial(sent_requests, viewer), count)
