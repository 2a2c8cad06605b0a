"""Arguments that select a user by ID or by username."""

import graphene
from graphql import GraphQLResolveInfo

from api.loaders.users import user_by_id
from api.relay.ids import from_global
from core.accounts.models import User
from core.accounts.selectors import user_by_username
from core.common.errors import InvalidInput, NotFound


def person_arguments() -> dict[str, graphene.Argument]:
    """Return the arguments `id` and `username`; exactly one of them is required."""
    return {
        "id": graphene.ID(description="The ID of the user. Give either this or `username`."),
        "username": graphene.String(
            description="The username, ignoring case. Give either this or `id`."
        ),
    }


def find_person(info: GraphQLResolveInfo, id: str | None, username: str | None) -> User | None:
    """Return the user, or None if not found. Raises InvalidInput unless one argument is given."""
    if (id is None) == (username is None):
        message = "Give either `id` or `username`."
        raise InvalidInput(message, "id", {"username": message})
    if id is not None:
        return user_by_id.load(info.context, from_global(id, "User", "id"))
    return user_by_username(info.context.viewpoint, username or "")


def person_named(info: GraphQLResolveInfo, id: str | None, username: str | None) -> User:
    """Return the user as `find_person` does. Raises NotFound, InvalidInput."""
    person = find_person(info, id, username)
    if person is None:
        raise NotFound("User not found.", argument_given(username))
    return person


def argument_given(username: str | None) -> str:
    """Return the argument that selects the user."""
    return "id" if username is None else "username"
