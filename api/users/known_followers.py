"""The type of the followers of a user whom the viewer follows."""

import graphene
from graphql import GraphQLResolveInfo

from core.follows.mutuals import KnownFollowers as Known


class KnownFollowers(graphene.ObjectType):
    """The followers of a user whom the viewer follows."""

    class Meta:
        description = "The followers of a user whom you follow."

    count = graphene.Int(required=True, description="How many they are.")
    count_is_exact = graphene.Boolean(
        required=True,
        description="Whether `count` is exact; else there may be more: your 5,000 latest follows "
        "are tried and, where you follow many, the user's 2,000 latest followers.",
    )
    people = graphene.List(
        graphene.NonNull("api.users.types.User"),
        required=True,
        description="Up to three of them, the last ones to follow this user.",
    )

    @staticmethod
    def resolve_count_is_exact(known: Known, info: GraphQLResolveInfo) -> bool:
        return known.is_exact
