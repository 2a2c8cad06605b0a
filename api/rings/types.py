"""The types Ring, RingMember, RingFollow and RingDecision."""

from collections.abc import Mapping, Sequence
from enum import Enum

import graphene
from graphql import GraphQLResolveInfo

from api.batching import batch
from api.context import Context
from api.enums import described_enum
from api.relay.ids import to_global
from api.scalars import DateTime
from core.rings.models import Ring as RingModel
from core.rings.models import RingAct
from core.rings.models import RingEdge as RingEdgeModel
from core.rings.models import RingMember as RingMemberModel
from core.rings.selectors import MEMBERS, decisions_of, follows_of, members_of

_ACTIONS: Mapping[Enum, str] = {
    RingAct.Decision.LIMIT: "The posts of all members are seen by their followers alone.",
    RingAct.Decision.SUSPEND: "All members are suspended.",
}
RingAction = described_enum(
    RingAct.Decision, "RingAction", "What becomes of all members of a ring.", _ACTIONS
)
_STATES: Mapping[Enum, str] = {
    RingAct.State.RUNNING: "It is being carried out.",
    RingAct.State.DONE: "It is carried out.",
    RingAct.State.UNDOING: "It is being undone.",
    RingAct.State.UNDONE: "It is undone.",
}
RingDecisionState = described_enum(
    RingAct.State, "RingDecisionState", "What happens to it.", _STATES
)


@batch("RingMembers", default=())
def members_by_ring(
    context: Context, rings: Sequence[int]
) -> Mapping[int, Sequence[RingMemberModel]]:
    """Return the first members of each ring. Cost: one SQL statement."""
    return members_of(rings)


@batch("RingFollows", default=())
def follows_by_ring(
    context: Context, rings: Sequence[int]
) -> Mapping[int, Sequence[RingEdgeModel]]:
    """Return the follows that are kept of each ring. Cost: one SQL statement."""
    return follows_of(rings)


@batch("RingDecision", default=None)
def decision_by_ring(context: Context, rings: Sequence[int]) -> Mapping[int, RingAct | None]:
    """Return the decision in force about each ring. Cost: one SQL statement."""
    return dict(decisions_of(rings))


class RingMember(graphene.ObjectType):
    """A user in a ring."""

    class Meta:
        description = "A user in a ring, also while they are suspended."

    username = graphene.String(required=True, description="The username.")
    ties = graphene.Int(
        required=True, description="How many follow the user and are followed back."
    )
    trust = graphene.Float(
        required=True, description="The trust of each of these; 1 if all users had the same."
    )

    @staticmethod
    def resolve_username(member: RingMemberModel, info: GraphQLResolveInfo) -> str:
        return member.user.username


class RingFollow(graphene.ObjectType):
    """A follow that was found."""

    class Meta:
        description = "A follow that the search has found."

    follower = graphene.String(required=True, description="The username of who follows.")
    followee = graphene.String(required=True, description="The username of who is followed.")
    is_inside = graphene.Boolean(required=True, description="Whether both are members.")
    is_mutual = graphene.Boolean(required=True, description="Whether the followee follows back.")

    @staticmethod
    def resolve_follower(edge: RingEdgeModel, info: GraphQLResolveInfo) -> str:
        return edge.actor.username

    @staticmethod
    def resolve_followee(edge: RingEdgeModel, info: GraphQLResolveInfo) -> str:
        return edge.target.username


class RingDecision(graphene.ObjectType):
    """A decision about a whole ring."""

    class Meta:
        description = "A decision about all members of a ring, as one act."

    action = graphene.Field(RingAction, required=True, description="What becomes of the members.")
    state = graphene.Field(RingDecisionState, required=True, description="What happens to it.")
    changed = graphene.Int(required=True, description="How many members it has changed.")
    restored = graphene.Int(required=True, description="How many undoing it has restored.")
    created_at = DateTime(required=True, description="When it was decided.")

    @staticmethod
    def resolve_action(act: RingAct, info: GraphQLResolveInfo) -> str:
        return act.decision

    @staticmethod
    def resolve_changed(act: RingAct, info: GraphQLResolveInfo) -> int:
        return len(act.changed)


class Ring(graphene.ObjectType):
    """A group that trust hardly reaches."""

    class Meta:
        description = "Users who follow each other and whom hardly anybody else follows back."

    id = graphene.ID(required=True, description="The ID, for `ring` and `decideRing`.")
    place = graphene.Int(required=True, description="Its place in the search; 1: least trusted.")
    size = graphene.Int(required=True, description="How many members it has.")
    trust = graphene.Float(
        required=True, description="The mean trust of its members; 1 if all users had the same."
    )
    ties_inside = graphene.Int(
        required=True, description="How many pairs of members follow each other."
    )
    ties_outside = graphene.Int(
        required=True, description="How many others follow a member and are followed back."
    )
    members = graphene.List(
        graphene.NonNull(RingMember),
        required=True,
        description=f"The members by age of their account, at most {MEMBERS}.",
    )
    follows = graphene.List(
        graphene.NonNull(RingFollow),
        required=True,
        description="Some follows as evidence, first those by others.",
    )
    decision = graphene.Field(RingDecision, description="The decision in force, if there is one.")

    @staticmethod
    def resolve_id(ring: RingModel, info: GraphQLResolveInfo) -> str:
        return to_global("Ring", ring.pk)

    @staticmethod
    def resolve_members(ring: RingModel, info: GraphQLResolveInfo) -> Sequence[RingMemberModel]:
        return members_by_ring.load(info.context, ring.pk)

    @staticmethod
    def resolve_follows(ring: RingModel, info: GraphQLResolveInfo) -> Sequence[RingEdgeModel]:
        return follows_by_ring.load(info.context, ring.pk)

    @staticmethod
    def resolve_decision(ring: RingModel, info: GraphQLResolveInfo) -> RingAct | None:
        return decision_by_ring.load(info.context, ring.pk)
