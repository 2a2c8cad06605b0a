"""What the viewer has done to other users."""

from collections.abc import Sequence
from functools import partial

import graphene
from graphql import GraphQLResolveInfo

from api.context import Context, require_viewer
from api.loaders.listed import listed
from api.loaders.users import enqueue_users
from api.relay.connections import Connection, ConnectionField
from core.history.acts import RelationAct
from core.history.selectors import count_history, history_page
from core.lists.pages import PageRequest
from core.visibility import Viewer

from .types import RelationActConnection


class HistoryQueries(graphene.ObjectType):
    """The history fields of Query."""

    relation_history = ConnectionField(
        RelationActConnection,
        description="Your follows, blocks and mutes of the last 30 days, those that you ended, "
        "followers that you removed, and requests to follow that you made, withdrew, accepted "
        "one by one, or refused, newest first; visible only to you.",
    )

    @staticmethod
    def resolve_relation_history(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[RelationAct]:
        viewer = Viewer.of(require_viewer(info))
        read, count = partial(history_page, viewer), partial(count_history, viewer)
        return listed(info, page, _enqueue, read, count)


def _enqueue(context: Context, acts: Sequence[RelationAct]) -> None:
    enqueue_users(context, (act.user for act in acts if act.user is not None))
    context.loaders.enqueue("BulkAct", {act.bulk for act in acts if act.bulk})
