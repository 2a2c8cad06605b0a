"""The type of how the viewer relates to a user."""

from datetime import datetime

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.follows import relationship_to_viewer
from api.loaders.lists import shown_lists
from api.scalars import DateTime
from api.users.types import User
from core.accounts.models import User as UserModel
from core.follows.relationships import Related
from core.follows.relationships import Relationship as Paths


class Relationship(graphene.ObjectType):
    """How the viewer relates to a user."""

    class Meta:
        description = "How you relate to a user."

    user = graphene.Field(User, required=True, description="The user.")
    following = graphene.Boolean(description="Whether you follow the user.")
    followed_by = graphene.Boolean(description="Whether the user follows you.")
    requested = graphene.Boolean(
        required=True, description="Whether you ask to follow the user, who has not answered."
    )
    requested_by = graphene.Boolean(
        required=True, description="Whether the user asks to follow you, and you have not answered."
    )
    blocking = graphene.Boolean(
        required=True,
        description="Whether you block the user. Nothing else is shown of whom you block.",
    )
    muting = graphene.Boolean(required=True, description="Whether you mute the user.")
    muting_until = DateTime(
        description="When your mute ends; null without one, and for one without end."
    )
    mutual_count = graphene.Int(
        description="The number of users whom you follow and who follow this user, among your "
        "5,000 latest follows and, where you follow many, the user's 2,000 latest followers; 0 if "
        "their followers are not shown to you."
    )
    mutual_count_is_exact = graphene.Boolean(
        description="Whether nobody is left out of `mutualCount` by its bounds; else there may be "
        "more."
    )
    distance = graphene.Int(
        description="The number of follows on the shortest way from you to the user, up to 3: 0 "
        "for yourself, 1 for whom you follow, 2 for whom they follow. Null if there is none, or "
        "none was found: on ways of 3 your 200 latest follows are tried, the 100 latest of each, "
        "and the user's 300 latest followers. If their followers are not shown to you, null but "
        "for 0 and 1."
    )
    distance_is_exact = graphene.Boolean(
        description="Whether no way was left out that might be shorter than `distance`."
    )

    @staticmethod
    def resolve_user(related: Related, info: GraphQLResolveInfo) -> UserModel:
        return related.user

    @staticmethod
    def resolve_following(related: Related, info: GraphQLResolveInfo) -> bool:
        return _paths(related, info).follows

    @staticmethod
    def resolve_followed_by(related: Related, info: GraphQLResolveInfo) -> bool:
        return _paths(related, info).followed_by

    @staticmethod
    def resolve_requested(related: Related, info: GraphQLResolveInfo) -> bool:
        return related.is_requested

    @staticmethod
    def resolve_requested_by(related: Related, info: GraphQLResolveInfo) -> bool:
        return related.has_requested

    @staticmethod
    def resolve_blocking(related: Related, info: GraphQLResolveInfo) -> bool:
        return related.is_blocked

    @staticmethod
    def resolve_muting(related: Related, info: GraphQLResolveInfo) -> bool:
        return related.is_muted

    @staticmethod
    def resolve_muting_until(related: Related, info: GraphQLResolveInfo) -> datetime | None:
        return related.muted_until

    @staticmethod
    def resolve_mutual_count(related: Related, info: GraphQLResolveInfo) -> int:
        return _by_followers(related, info).mutuals

    @staticmethod
    def resolve_mutual_count_is_exact(related: Related, info: GraphQLResolveInfo) -> bool:
        return _by_followers(related, info).is_exact

    @staticmethod
    def resolve_distance(related: Related, info: GraphQLResolveInfo) -> int | None:
        return _by_followers(related, info).distance

    @staticmethod
    def resolve_distance_is_exact(related: Related, info: GraphQLResolveInfo) -> bool:
        return _by_followers(related, info).is_shortest


def _by_followers(related: Related, info: GraphQLResolveInfo) -> Paths:
    """Return the same without what only the user's followers tell, unless these are shown."""
    paths = _paths(related, info)
    if shown_lists(info, related.user).followers:
        return paths
    return Paths(distance=paths.distance if paths.distance in (0, 1) else None)


def _paths(related: Related, info: GraphQLResolveInfo) -> Paths:
    """Return what the graph has; of whom the viewer blocks it is asked nothing."""
    if related.is_blocked:
        return Paths()
    return relationship_to_viewer.load(info.context, related.user.pk)
