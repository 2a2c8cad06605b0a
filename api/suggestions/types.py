"""A suggestion, as the API shows one."""

import graphene
from graphql import GraphQLResolveInfo

from api.users.types import User
from core.suggestions.selectors import Reason, ReasonKind

_DESCRIPTIONS = {
    ReasonKind.MUTUALS: "People you follow follow them.",
    ReasonKind.FOLLOWS_YOU: "They follow you.",
    ReasonKind.POPULAR: "Many people follow them.",
}


class SuggestionReasonKind(graphene.Enum):
    """Why somebody is suggested."""

    class Meta:
        description = "Why somebody is suggested."

    MUTUALS = ReasonKind.MUTUALS.value
    FOLLOWS_YOU = ReasonKind.FOLLOWS_YOU.value
    POPULAR = ReasonKind.POPULAR.value

    @property
    def description(self) -> str:
        """Shown in the documentation."""
        return _DESCRIPTIONS[ReasonKind(self.value)]


class SuggestionReason(graphene.ObjectType):
    """One reason."""

    class Meta:
        description = "One reason why somebody is suggested."

    kind = graphene.Field(SuggestionReasonKind, required=True, description="Which reason.")
    text = graphene.String(
        required=True,
        description='To be shown: "Followed by Ada, Grace and 3 others you follow".',
    )
    people = graphene.List(
        graphene.NonNull(User),
        required=True,
        description="Up to three people you follow who follow them, the most telling first.",
    )

    @staticmethod
    def resolve_kind(reason: Reason, info: GraphQLResolveInfo) -> str:
        return reason.kind.value


class FollowSuggestion(graphene.ObjectType):
    """Somebody to follow."""

    class Meta:
        description = "Somebody you might want to follow, and why."

    user = graphene.Field(User, required=True, description="Whom to follow.")
    score = graphene.Float(
        required=True,
        description="How strongly; comparable within one list. 0 where only popularity speaks.",
    )
    mutual_count = graphene.Int(
        required=True, description="How many of the people you follow follow them."
    )
    reasons = graphene.List(
        graphene.NonNull(SuggestionReason),
        required=True,
        description="Why, the strongest reason first.",
    )
