"""The type RelationAct."""

from collections.abc import Mapping
from enum import Enum

import graphene
from graphql import GraphQLResolveInfo

from api.bulk_acts.types import BulkAct, bulk_act_by_id
from api.enums import described_enum
from api.relay.connections import connection_type
from api.relay.ids import to_global
from api.scalars import DateTime
from api.users.types import User
from core.bulk_acts.models import BulkAct as BulkActModel
from core.history.acts import ListedCause as Cause
from core.history.acts import RelationAct as RelationActModel
from core.history.acts import RelationKind as Kind

_KINDS: Mapping[Enum, str] = {
    Kind.FOLLOWED: "You followed the user.",
    Kind.UNFOLLOWED: "You stopped following the user.",
    Kind.FOLLOWER_REMOVED: "You ended that the user followed you.",
    Kind.FOLLOWER_RESTORED: "You restored that the user followed you.",
    Kind.BLOCKED: "You blocked the user.",
    Kind.UNBLOCKED: "You ended your block of the user.",
    Kind.MUTED: "You muted the user.",
    Kind.UNMUTED: "Your mute of the user ended.",
    Kind.REQUESTED: "You asked to follow the user.",
    Kind.REQUEST_WITHDRAWN: "You took your request to follow the user back.",
    Kind.REQUEST_ACCEPTED: "You let the user follow you, who had asked to.",
    Kind.REQUEST_REFUSED: "You refused the user's request to follow you.",
    Kind.REQUEST_RESTORED: "You restored the user's request to follow you.",
}
_CAUSES: Mapping[Enum, str] = {
    Cause.ME: "You decided this.",
    Cause.BLOCK: "Your block of the user ended this follow or request.",
    Cause.UNDO: "You undid another act, or restored what a block had cut.",
    Cause.EXPIRY: "The time of your mute was over.",
    Cause.BULK: "It is a part of a bulk act, such as `blockWithFollowers`: see `bulkAct`.",
    Cause.MODERATOR: "A moderator decided this; you cannot undo it.",
    Cause.IMPORT: "It is a part of an import of yours, such as `importRelations`.",
}

RelationKind = described_enum(
    Kind,
    "RelationKind",
    "What you did to another user.",
    _KINDS,
)
RelationCause = described_enum(
    Cause,
    "RelationCause",
    "Why it was done.",
    _CAUSES,
)


class RelationAct(graphene.ObjectType):
    """Something that you did to another user."""

    class Meta:
        description = "Something that you did to another user, remembered for 30 days."

    id = graphene.ID(required=True, description="The ID, for `undoRelation`.")
    kind = graphene.Field(RelationKind, required=True, description="What you did.")
    user = graphene.Field(
        User,
        description="The other user; null if they are not visible to you and you do not "
        "block them.",
    )
    at = DateTime(required=True, description="When you did it.")
    cause = graphene.Field(RelationCause, required=True, description="Why it was done.")
    can_undo = graphene.Boolean(
        required=True,
        description="Whether `undoRelation` can undo it: nobody has decided about the same since.",
    )

    bulk_act = graphene.Field(
        BulkAct, description="The bulk act of which it is a part, with its receipt."
    )

    @staticmethod
    def resolve_bulk_act(act: RelationActModel, info: GraphQLResolveInfo) -> BulkActModel | None:
        return bulk_act_by_id.load_scoped(info, act.bulk) if act.bulk else None

    @staticmethod
    def resolve_id(act: RelationActModel, info: GraphQLResolveInfo) -> str:
        return to_global("RelationAct", act.id)


RelationActConnection = connection_type(RelationAct)
