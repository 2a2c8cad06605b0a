"""The list of users whom the viewer blocks."""

from functools import partial

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.listed import listed
from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from api.users.types import UserConnection
from core.accounts.models import User
from core.blocks.selectors import blocked_page, count_blocked
from core.lists.pages import PageRequest
from core.visibility import Viewer


class BlockQueries(graphene.ObjectType):
    """The block fields of Query."""

    blocked_users = ConnectionField(
        UserConnection,
        key=(int, int),
        description="The users you block, most recently blocked first; visible only to you. "
        "Nothing but their profiles is shown.",
    )

    @staticmethod
    def resolve_blocked_users(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[User]:
        viewer = Viewer.of(require_viewer(info))
        read, count = partial(blocked_page, viewer), partial(count_blocked, viewer)
        return listed(info, page, enqueue_users, read, count)
