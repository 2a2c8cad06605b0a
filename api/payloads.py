"""What mutations of several domains return."""

import graphene
from graphql import GraphQLResolveInfo


class DeletedPayload(graphene.ObjectType):
    """The id of what is gone."""

    class Meta:
        description = "The id of what was deleted."

    id = graphene.ID(required=True, description="The id that was given; it names nothing now.")

    @staticmethod
    def resolve_id(deleted: str, info: GraphQLResolveInfo) -> str:
        """The payload is the id."""
        return deleted


class OkPayload(graphene.ObjectType):
    """Something is done."""

    class Meta:
        description = "Says that it is done."

    ok = graphene.Boolean(required=True, description="Always true; a refusal is an error.")

    @staticmethod
    def resolve_ok(done: bool, info: GraphQLResolveInfo) -> bool:
        """The payload is the answer."""
        return done
