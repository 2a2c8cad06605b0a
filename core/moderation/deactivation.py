"""Deactivation: users hide their own account for a time, after which it is deleted."""

from datetime import timedelta

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.notices import tell_of_deactivation, tell_of_reactivation
from core.accounts.password_changes import counted_as_try
from core.accounts.passwords import check_own_password
from core.accounts.standing import set_standing
from core.common.errors import NotFound
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry

from .deletion import remove_account

KEPT_DAYS = 30
# Accounts deleted in one run of the job.
BATCH = 100


def deactivate_account(*, user: User, password: str, address: str) -> None:
    """Hide one's own account, and end its sessions. Raises InvalidInput, RateLimited.

    `address` is the client's. After KEPT_DAYS the account is deleted.
    """
    with counted_as_try(user, address):
        _deactivate(user, password)


@atomic_with_retry
def _deactivate(user: User, password: str) -> None:
    found = lock_user(user.pk)
    check_own_password(found, password, field="password")
    set_standing(found, deactivated=True)
    tell_of_deactivation(found, days=KEPT_DAYS)


@atomic_with_retry
def reactivate_account(*, user: User) -> User:
    """Show the account again, with all that was theirs; returns the updated user.

    A suspension lasts. Where the account is not deactivated, nothing changes. Raises NotFound.
    """
    found = lock_user(user.pk)
    if found.is_deactivated:
        set_standing(found, deactivated=False)
        tell_of_reactivation(found)
    return found


def delete_overdue() -> int:
    """Delete up to BATCH accounts that were deactivated KEPT_DAYS ago; returns how many.

    A suspended user's stay, as they could not have deleted them. Cost: an index range, and a
    deletion for each.
    """
    overdue = User.objects.filter(
        deactivated_at__lt=database_now() - timedelta(days=KEPT_DAYS), also_suspended=False
    )
    found = list(overdue.order_by("deactivated_at").values_list("pk", flat=True)[:BATCH])
    for uid in found:
        _delete_if_overdue(uid)
    return len(found)


@atomic_with_retry
def _delete_if_overdue(uid: int) -> None:
    """Delete the account, unless its user has come back meanwhile."""
    try:
        user = lock_user(uid)
    except NotFound:
        return
    if user.is_deactivated and not user.is_suspended:
        remove_account(user)
