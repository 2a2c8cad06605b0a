"""The types of a suggestion and its reasons."""

import graphene
from graphql import GraphQLResolveInfo

from api.users.types import User
from core.suggestions.selectors import Reason, ReasonKind

_DESCRIPTIONS = {
    ReasonKind.MUTUALS: "Users you follow also follow this user.",
    ReasonKind.FOLLOWS_YOU: "This user follows you.",
    ReasonKind.POPULAR: "Many users follow this user.",
}


class SuggestionReasonKind(graphene.Enum):
    """The kind of reason for a suggestion."""

    class Meta:
        description = "The kind of reason for a suggestion."

    MUTUALS = ReasonKind.MUTUALS.value
    FOLLOWS_YOU = ReasonKind.FOLLOWS_YOU.value
    POPULAR = ReasonKind.POPULAR.value

    @property
    def description(self) -> str:
        """Return the description of the value in the schema."""
        return _DESCRIPTIONS[ReasonKind(self.value)]


class SuggestionReason(graphene.ObjectType):
    """A reason for a suggestion."""

    class Meta:
        description = "A reason for a suggestion."

    kind = graphene.Field(SuggestionReasonKind, required=True, description="The kind of reason.")
    text = graphene.String(
        required=True,
        description='A text to display, such as "Followed by Ada, Grace and 3 others you follow".',
    )
    people = graphene.List(
        graphene.NonNull(User),
        required=True,
        description="Up to three users you follow who follow the suggested user, best first.",
    )

    @staticmethod
    def resolve_kind(reason: Reason, info: GraphQLResolveInfo) -> str:
        return reason.kind.value


class FollowSuggestion(graphene.ObjectType):
    """A suggested user, with the reasons."""

    class Meta:
        description = "A suggested user, with the reasons."

    user = graphene.Field(User, required=True, description="The suggested user.")
    score = graphene.Float(
        required=True,
        description="The strength, comparable within one list; 0 if popularity is the only reason.",
    )
    mutual_count = graphene.Int(
        required=True, description="The number of users you follow who follow the suggested user."
    )
    reasons = graphene.List(
        graphene.NonNull(SuggestionReason),
        required=True,
        description="The reasons, strongest first.",
    )
