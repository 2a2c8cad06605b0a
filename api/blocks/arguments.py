"""The user whom a mutation of blocks selects."""

from graphql import GraphQLResolveInfo

from api.relay.ids import from_global
from api.users.arguments import argument_given, find_person
from core.accounts.models import User
from core.blocks.selectors import blocked_by_ids, blocked_by_username
from core.common.errors import NotFound


def person_or_blocked(info: GraphQLResolveInfo, id: str | None, username: str | None) -> User:
    """Return the user, whether the viewer sees or blocks them. Raises NotFound, InvalidInput."""
    person = find_person(info, id, username) or _blocked(info, id, username)
    if person is None:
        raise NotFound("User not found.", argument_given(username))
    return person


def _blocked(info: GraphQLResolveInfo, id: str | None, username: str | None) -> User | None:
    viewer = info.context.viewpoint
    if id is None:
        return blocked_by_username(viewer, username or "")
    uid = from_global(id, "User", "id")
    return blocked_by_ids(viewer, [uid]).get(uid)
