"""Giving and taking roles, which is in the log."""

from core.accounts.models import User
from core.accounts.roles import Role, given_role, role_of, set_moderator
from core.common.errors import Forbidden
from core.database.transactions import atomic_with_retry

from .log import log_role
from .models import ModerationAct

Kind = ModerationAct.Kind


@atomic_with_retry
def change_moderator(*, administrator: User, person: int, is_moderator: bool) -> User:
    """Make somebody a moderator, or no longer, which ends their sessions; return them.

    Raises Forbidden unless an administrator does it, and NotFound.
    """
    if role_of(administrator) is not Role.ADMINISTRATOR:
        raise Forbidden("Only administrators may do this.")
    user = set_moderator(person=person, is_moderator=is_moderator)
    kind = Kind.ROLE_GIVEN if is_moderator else Kind.ROLE_TAKEN
    log_role(kind, by=administrator, person=person, role=Role.MODERATOR)
    return user


def log_change_of_role(*, by: User, person: User, before: Role) -> None:
    """Write into the log what a form made of somebody's role. Up to three SQL statements."""
    after = given_role(person)
    if before is after:
        return
    if before is not Role.MEMBER:
        log_role(Kind.ROLE_TAKEN, by=by, person=person.pk, role=before)
    if after is not Role.MEMBER:
        log_role(Kind.ROLE_GIVEN, by=by, person=person.pk, role=after)
