"""Mutations of suggestions."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.users.arguments import person_named
from api.users.payloads import UserPayload
from core.accounts.models import User
from core.suggestions.services import dismiss_suggestion


class SuggestionMutations(graphene.ObjectType):
    """The suggestion fields of Mutation."""

    dismiss_suggestion = graphene.Field(
        UserPayload,
        id=graphene.ID(required=True, description="The ID of the user."),
        description="Never suggest this user to you again.",
    )

    @staticmethod
    def resolve_dismiss_suggestion(root: None, info: GraphQLResolveInfo, id: str) -> User:
        viewer = require_actor(info)
        person = person_named(info, id, None)
        dismiss_suggestion(viewer=viewer, person=person.pk)
        return person
