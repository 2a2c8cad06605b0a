"""The types of a suggestion and its reasons."""

import graphene
from graphql import GraphQLResolveInfo

from api.users.types import User
from core.suggestions.reasons import Reason, ReasonKind
from core.suggestions.selectors import Feature, Part

_DESCRIPTIONS = {
    ReasonKind.MUTUALS: "Users you follow also follow this user.",
    ReasonKind.FOLLOWS_YOU: "This user follows you.",
    ReasonKind.POPULAR: "Many users follow this user.",
    ReasonKind.CO_FOLLOWS: "This user follows users you follow.",
    ReasonKind.FOLLOWERS_FOLLOW: "Your followers follow this user.",
    ReasonKind.FOLLOWS_FOLLOWERS: "This user follows your followers.",
    ReasonKind.YOU_ENGAGED: "You liked or commented on this user's posts.",
    ReasonKind.ENGAGED_WITH_YOU: "This user liked or commented on your posts.",
    ReasonKind.RECENTLY_FOLLOWED: "Three or more users you follow followed this user this week.",
    ReasonKind.SAME_COMMUNITY: "You and this user are in the same community.",
}


class SuggestionReasonKind(graphene.Enum):
    """The kind of reason for a suggestion."""

    class Meta:
        description = "The kind of reason for a suggestion."

    MUTUALS = ReasonKind.MUTUALS.value
    FOLLOWS_YOU = ReasonKind.FOLLOWS_YOU.value
    POPULAR = ReasonKind.POPULAR.value
    CO_FOLLOWS = ReasonKind.CO_FOLLOWS.value
    FOLLOWERS_FOLLOW = ReasonKind.FOLLOWERS_FOLLOW.value
    FOLLOWS_FOLLOWERS = ReasonKind.FOLLOWS_FOLLOWERS.value
    YOU_ENGAGED = ReasonKind.YOU_ENGAGED.value
    ENGAGED_WITH_YOU = ReasonKind.ENGAGED_WITH_YOU.value
    RECENTLY_FOLLOWED = ReasonKind.RECENTLY_FOLLOWED.value
    SAME_COMMUNITY = ReasonKind.SAME_COMMUNITY.value

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
        description="Up to three users whom the text is about; none for kinds that name nobody.",
    )

    @staticmethod
    def resolve_kind(reason: Reason, info: GraphQLResolveInfo) -> str:
        return reason.kind.value


_FEATURES = {
    Feature.FOLLOWED_BY: "Users you follow follow this user: Adamic-Adar.",
    Feature.FOLLOWED_BY_LOG: "The logarithm of `FOLLOWED_BY`.",
    Feature.FOLLOWED_BY_RA: "Users you follow follow this user: resource allocation.",
    Feature.CO_FOLLOWS: "This user follows users you follow: Adamic-Adar.",
    Feature.CO_FOLLOWS_RA: "This user follows users you follow: resource allocation.",
    Feature.FOLLOWERS_FOLLOW: "Your followers follow this user: Adamic-Adar.",
    Feature.FOLLOWERS_FOLLOW_RA: "Your followers follow this user: resource allocation.",
    Feature.FOLLOWS_FOLLOWERS: "This user follows your followers: Adamic-Adar.",
    Feature.FOLLOWS_FOLLOWERS_RA: "This user follows your followers: resource allocation.",
    Feature.FOLLOWS_YOU: "This user follows you.",
    Feature.YOU_ENGAGED: "Your likes and comments on this user's posts; old ones count less.",
    Feature.ENGAGED_WITH_YOU: "This user's likes and comments on your posts.",
    Feature.RECENTLY_FOLLOWED_BY: "Users you follow followed this user within a week.",
    Feature.FOLLOWERS: "The number of this user's followers.",
    Feature.FOLLOWING: "The number of users this user follows.",
    Feature.SAME_COMMUNITY: "You and this user are in the same community.",
}

SuggestionFeature = graphene.Enum(
    "SuggestionFeature",
    [(feature.name, feature.value) for feature in Feature],
    description=lambda value: (
        _FEATURES[Feature(value.value)] if value else "What a term of the score is about."
    ),
)


class SuggestionPart(graphene.ObjectType):
    """A term of the score of a suggestion."""

    class Meta:
        description = "A term of the score of a suggestion."

    feature = graphene.Field(
        SuggestionFeature, required=True, description="What the term is about."
    )
    value = graphene.Float(
        required=True, description="What was counted; of most features its logarithm."
    )
    contribution = graphene.Float(
        required=True, description="What it adds to the score: the value times its weight."
    )

    @staticmethod
    def resolve_feature(part: Part, info: GraphQLResolveInfo) -> str:
        return part.feature.value


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
        required=True,
        description="The number of users you follow who follow the suggested user; at least, where "
        "you follow more than 100 users or one of them follows more than 200.",
    )
    reasons = graphene.List(
        graphene.NonNull(SuggestionReason),
        required=True,
        description="The reasons, strongest first.",
    )
    parts = graphene.List(
        graphene.NonNull(SuggestionPart),
        required=True,
        description="The terms of the score, largest first; none if popularity is the only reason.",
    )
