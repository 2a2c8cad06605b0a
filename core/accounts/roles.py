"""Roles: moderators are a group of Django's with one permission, administrators are superusers."""

from enum import StrEnum

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

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
    """Make somebody a moderator, or no longer, which ends their sessions. Raises NotFound.

    Moderators may enter the admin, where the queue is; who has other rights there keeps them.
    """
    user = lock_user(person)
    group = moderators()
    if is_moderator:
        user.groups.add(group)
        _let_in(user, True)
    elif user.groups.filter(pk=group.pk).exists():
        user.groups.remove(group)
        has_others = user.groups.exists() or user.user_permissions.exists()
        _let_in(user, user.is_superuser or has_others)
        end_all_sessions(user)
    return user


def given_role(user: User) -> Role:
    """Return the role that was given, also while the user is suspended. One SQL statement."""
    if user.is_superuser:
        return Role.ADMINISTRATOR
    codename = MODERATE.partition(".")[2]
    granted = Permission.objects.filter(Q(group__user=user) | Q(user=user), codename=codename)
    return Role.MODERATOR if granted.exists() else Role.MEMBER


def moderators() -> Group:
    """Return the group, with its permission; makes it where there is none."""
    group, _ = Group.objects.get_or_create(name=MODERATORS)
    label, _, codename = MODERATE.partition(".")
    permission = Permission.objects.filter(codename=codename, content_type__app_label=label)
    group.permissions.add(*permission)
    return group


def _let_in(user: User, may_enter: bool) -> None:
    user.is_staff = may_enter
    user.save(update_fields=["is_staff"])
