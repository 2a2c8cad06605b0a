"""Roles: moderators are a group of Django's with one permission, administrators are superusers."""

from enum import StrEnum

from django.contrib.auth.models import Group, Permission

from core.accounts.models import User
from core.common.errors import Forbidden
from core.database.transactions import atomic_with_retry

from .locks import lock_user
from .sessions import end_all_sessions

MODERATORS = "Moderators"
MODERATE = "core.moderate"


class Role(StrEnum):
    """What somebody may do beside what every user may."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


def role_of(user: User) -> Role:
    """Return the role; a suspended user has none. Up to two SQL statements."""
    if not user.is_active:
        return Role.MEMBER
    if user.is_superuser:
        return Role.ADMINISTRATOR
    return Role.MODERATOR if user.has_perm(MODERATE) else Role.MEMBER


def check_is_moderator(user: User) -> None:
    """Raise Forbidden for who is neither a moderator nor an administrator."""
    if role_of(user) is Role.MEMBER:
        raise Forbidden("Only moderators may do this.")


@atomic_with_retry
def set_moderator(*, person: int, is_moderator: bool) -> User:
    """Make somebody a moderator, or no longer, which ends their sessions. Raises NotFound."""
    user = lock_user(person)
    group = moderators()
    if is_moderator:
        user.groups.add(group)
    elif user.groups.filter(pk=group.pk).exists():
        user.groups.remove(group)
        end_all_sessions(user)
    return user


def moderators() -> Group:
    """Return the group, with its permission; makes it where there is none."""
    group, _ = Group.objects.get_or_create(name=MODERATORS)
    label, _, codename = MODERATE.partition(".")
    permission = Permission.objects.filter(codename=codename, content_type__app_label=label)
    group.permissions.add(*permission)
    return group
