"""Which factors a user has; without one the recovery codes go too."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.password_changes import counted_as_try
from core.accounts.passwords import check_own_password
from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry

from .models import Passkey, RecoveryCode, Totp
from .notices import Change, tell
from .recovery import replace_codes


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The factors of a user."""

    has_totp: bool
    passkeys: Sequence[Passkey]
    recovery_codes_left: int


def second_factor_of(user: User) -> SecondFactor:
    """Return the user's factors. Three SQL statements."""
    return SecondFactor(
        has_totp=Totp.objects.filter(user=user, confirmed_at__isnull=False).exists(),
        passkeys=list(Passkey.objects.filter(user=user).order_by("pk")),
        recovery_codes_left=RecoveryCode.objects.filter(user=user).count(),
    )


def first_codes(locked: User) -> Sequence[str]:
    """Have sign-ins ask for a factor; returns recovery codes where none did before."""
    if locked.has_second_factor:
        return []
    locked.has_second_factor = True
    locked.save(update_fields=["has_second_factor"])
    return replace_codes(locked)


def removed(locked: User) -> None:
    """Where it was the last factor, have sign-ins ask for none. Up to four SQL statements."""
    if Totp.objects.filter(user=locked, confirmed_at__isnull=False).exists():
        return
    if not Passkey.objects.filter(user=locked).exists():
        forget_codes(locked)


def forget_codes(locked: User) -> None:
    """Have sign-ins ask for no factor. Two SQL statements."""
    RecoveryCode.objects.filter(user=locked).delete()
    locked.has_second_factor = False
    locked.save(update_fields=["has_second_factor"])


def remove_factors(locked: User) -> None:
    """Remove all factors of a locked user. Four SQL statements."""
    Totp.objects.filter(user=locked).delete()
    Passkey.objects.filter(user=locked).delete()
    forget_codes(locked)


@atomic_with_retry
def remove_factors_of(*, person: int) -> None:
    """Remove all factors of somebody who has lost them. Raises NotFound."""
    found = lock_user(person)
    if found.has_second_factor:
        remove_factors(found)
        tell(found, Change.ALL_REMOVED)


def new_recovery_codes(*, user: User, password: str, address: str) -> Sequence[str]:
    """Return new recovery codes in place of those before. Raises InvalidInput, RateLimited."""
    with counted_as_try(user, address):
        return _new_codes(user, password)


@atomic_with_retry
def _new_codes(user: User, password: str) -> Sequence[str]:
    found = lock_user(user.pk)
    check_own_password(found, password, field="password")
    if not found.has_second_factor:
        raise InvalidInput("Set up an authenticator app or a passkey first.")
    tell(found, Change.CODES)
    return replace_codes(found)
