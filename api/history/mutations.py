"""Undoing what the viewer has done to another user."""

import graphene
from graphql import GraphQLResolveInfo

from api.blocks.arguments import person_or_blocked
from api.context import require_actor
from api.relay.ids import from_global, to_global
from api.users.payloads import UserPayload
from core.accounts.models import User
from core.history.undo import undo


class HistoryMutations(graphene.ObjectType):
    """The history fields of Mutation."""

    undo_relation = graphene.Field(
        UserPayload,
        id=graphene.ID(required=True, description="The ID of a `RelationAct`."),
        description="Undo one of your acts of the last 30 days, if nobody has decided about the "
        "same since: a follow you ended begins again when it began before, a block you undo "
        "restores the follows that it has cut. Nobody is notified. Undoing is an act, too, and can "
        "be undone. No effect if it is undone already.",
    )

    @staticmethod
    def resolve_undo_relation(root: None, info: GraphQLResolveInfo, id: str) -> User:
        viewer = require_actor(info)
        other = undo(viewer=viewer, act=from_global(id, "RelationAct", "id"))
        info.context.hidden_changed()
        return person_or_blocked(info, to_global("User", other), None)
