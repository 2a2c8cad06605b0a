"""The list of users whom the viewer mutes."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from api.users.types import UserConnection
from core.accounts.models import User
from core.lists.pages import Page, PageRequest
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

        def fetch(request: PageRequest) -> Page[User]:
            found = muted_page(viewer, request)
            enqueue_users(info.context, found.items)
            return found

        return Connection(fetch, page, lambda: count_muted(viewer))
