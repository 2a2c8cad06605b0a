"""The list of users whom the viewer mutes."""

from functools import partial

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.listed import listed
from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from api.users.types import UserConnection
from core.accounts.models import User
from core.lists.pages import PageRequest
from core.mutes.selectors import count_muted, muted_page
from core.visibility import Viewer


class MuteQueries(graphene.ObjectType):
    """The mute fields of Query."""

    muted_users = ConnectionField(
        UserConnection,
        key=(int, int),
        description="The users you mute, most recently muted first; visible only to you.",
    )

    @staticmethod
    def resolve_muted_users(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[User]:
        viewer = Viewer.of(require_viewer(info))
        read, count = partial(muted_page, viewer), partial(count_muted, viewer)
        return listed(info, page, enqueue_users, read, count)
