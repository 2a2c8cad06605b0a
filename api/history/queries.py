"""What the viewer has done to other users."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from core.history.acts import RelationAct
from core.history.selectors import count_history, history_page
from core.lists.pages import Page, PageRequest
from core.visibility import Viewer

from .types import RelationActConnection


class HistoryQueries(graphene.ObjectType):
    """The history fields of Query."""

    relation_history = ConnectionField(
        RelationActConnection,
        description="Your follows, blocks and mutes of the last 30 days, those that you ended, and "
        "followers that you removed, newest first; visible only to you.",
    )

    @staticmethod
    def resolve_relation_history(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[RelationAct]:
        viewer = Viewer.of(require_viewer(info))

        def fetch(request: PageRequest) -> Page[RelationAct]:
            found = history_page(viewer, request)
            enqueue_users(info.context, (act.user for act in found.items if act.user is not None))
            return found

        return Connection(fetch, page, lambda: count_history(viewer))
