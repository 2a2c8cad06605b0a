"""Undoing what the viewer has done to others."""

from dataclasses import dataclass

import graphene
from graphql import GraphQLResolveInfo

from api.blocks.arguments import person_or_blocked
from api.bulk_acts.types import BulkAct
from api.context import require_actor
from api.data.imports import RelationImport
from api.relay.ids import from_global, parse_global, to_global
from api.users.types import User
from core.accounts.models import User as UserModel
from core.bulk_acts.models import BulkAct as BulkActModel
from core.bulk_acts.services import undo_bulk_act
from core.history.undo import undo
from core.relation_imports.models import RelationImport as RelationImportModel
from core.relation_imports.services import undo_import


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone: an act about one user, a bulk act or an import."""

    user: UserModel | None = None
    bulk_act: BulkActModel | None = None
    relation_import: RelationImportModel | None = None


class UndoPayload(graphene.ObjectType):
    """The result of undoing."""

    class Meta:
        description = "The result of undoing an act."

    user = graphene.Field(User, description="The other user, of a `RelationAct`.")
    bulk_act = graphene.Field(BulkAct, description="The bulk act, which is being undone.")
    relation_import = graphene.Field(
        RelationImport, description="The import, which is being undone."
    )


class HistoryMutations(graphene.ObjectType):
    """The history fields of Mutation."""

    undo_relation = graphene.Field(
        UndoPayload,
        id=graphene.ID(
            required=True, description="The ID of a `RelationAct`, `BulkAct` or `RelationImport`."
        ),
        description="Undo one of your acts of the last 30 days, if nobody has decided about the "
        "same since: a follow you ended begins again when it began before, a block you undo "
        "restores the follows that it has cut. Nobody is notified. Undoing is an act, too, and can "
        "be undone. No effect if it is undone already. A bulk act or import is undone by and by, "
        "but for whom you have decided about since.",
    )

    @staticmethod
    def resolve_undo_relation(root: None, info: GraphQLResolveInfo, id: str) -> Undone:
        viewer = require_actor(info)
        kind, number = parse_global(id, "id")
        if kind == "BulkAct":
            return Undone(bulk_act=undo_bulk_act(viewer=viewer, act=number))
        if kind == "RelationImport":
            return Undone(relation_import=undo_import(viewer=viewer, act=number))
        other = undo(viewer=viewer, act=from_global(id, "RelationAct"))
        info.context.hidden_changed()
        return Undone(user=person_or_blocked(info, to_global("User", other), None))
