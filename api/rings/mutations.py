"""Decisions about rings."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.payloads import payload
from api.relay.ids import from_global
from core.rings.models import Ring as RingModel
from core.rings.services import decide_ring, undo_ring_decision

from .types import Ring, RingAction

RingPayload = payload(
    "RingPayload",
    "The result of a decision about a ring.",
    ring=graphene.Field(Ring, required=True, description="The ring, with the decision in work."),
)


def _id() -> graphene.ID:
    return graphene.ID(required=True, description="The ID of a ring.")


class RingMutations(graphene.ObjectType):
    """The fields of Mutation about rings."""

    decide_ring = graphene.Field(
        RingPayload,
        id=_id(),
        action=graphene.Argument(
            RingAction, required=True, description="What becomes of all members."
        ),
        description="Limit or suspend all members of a ring as one act, by and by; for moderators. "
        "Staff and moderators are spared. `undoRingDecision` takes the whole back.",
    )
    undo_ring_decision = graphene.Field(
        RingPayload,
        id=_id(),
        description="Restore exactly those whom the decision in force about a ring has changed, by "
        "and by; for moderators. Whom somebody has decided about since stays as they are.",
    )

    @staticmethod
    def resolve_decide_ring(
        root: None, info: GraphQLResolveInfo, id: str, action: str
    ) -> RingModel:
        viewer, ring = require_actor(info), from_global(id, "Ring", "id")
        return decide_ring(by=viewer, ring=ring, decision=action).ring

    @staticmethod
    def resolve_undo_ring_decision(root: None, info: GraphQLResolveInfo, id: str) -> RingModel:
        viewer, ring = require_actor(info), from_global(id, "Ring", "id")
        return undo_ring_decision(by=viewer, ring=ring).ring
