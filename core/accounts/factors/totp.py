"""The authenticator app: setting it up, and giving it up. Source: RFC 6238."""

import secrets
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.password_changes import counted_as_try
from core.accounts.passwords import check_own_password
from core.common.encryption import encrypt
from core.common.errors import InvalidInput, NotFound
from core.database.transactions import atomic_with_retry

from .attempts import counted
from .codes import WrongFactor, accept
from .models import Totp
from .notices import Change, tell
from .state import first_codes, removed

SECRET_BYTES = 20
ISSUER = "Social graph"
IS_ON = "You have an authenticator app. Remove it before you set up another one."


@dataclass(frozen=True, slots=True)
class TotpSecret:
    """What an authenticator app reads, as text or as an address in a QR code."""

    secret: str
    uri: str


def begin_totp(*, user: User, password: str, address: str) -> TotpSecret:
    """Return a new secret, which counts once a code of it was given.

    Raises InvalidInput, RateLimited. `address` is the client's, here and below.
    """
    with counted_as_try(user, address):
        return _begin(user, password)


@atomic_with_retry
def _begin(user: User, password: str) -> TotpSecret:
    found = lock_user(user.pk)
    check_own_password(found, password, field="password")
    if Totp.objects.filter(user=found, confirmed_at__isnull=False).exists():
        raise InvalidInput(IS_ON)
    secret = secrets.token_bytes(SECRET_BYTES)
    Totp.objects.update_or_create(
        user=found, defaults={"secret": encrypt(secret), "last_step": 0, "confirmed_at": None}
    )
    text = b32encode(secret).decode()
    query = urlencode({"secret": text, "issuer": ISSUER}, quote_via=quote)
    return TotpSecret(text, f"otpauth://totp/{quote(f'{ISSUER}:{found.username}')}?{query}")


def confirm_totp(*, user: User, code: str, address: str) -> Sequence[str]:
    """Put the authenticator app to use; returns recovery codes if it is the first factor.

    Raises InvalidInput, RateLimited.
    """
    with counted(user, address):
        return _confirm(user, code)


@atomic_with_retry
def _confirm(user: User, code: str) -> Sequence[str]:
    found = lock_user(user.pk)
    totp = Totp.objects.filter(user=found, confirmed_at__isnull=True).first()
    if totp is None or not accept(totp, code.strip()):
        raise WrongFactor("This code is wrong.", "code")
    totp.confirmed_at = Now()
    totp.save(update_fields=["confirmed_at"])
    tell(found, Change.TOTP_ADDED)
    return first_codes(found)


def disable_totp(*, user: User, password: str, address: str) -> None:
    """Remove the authenticator app. Raises InvalidInput, NotFound, RateLimited."""
    with counted_as_try(user, address):
        _disable(user, password)


@atomic_with_retry
def _disable(user: User, password: str) -> None:
    found = lock_user(user.pk)
    check_own_password(found, password, field="password")
    if not Totp.objects.filter(user=found).delete()[0]:
        raise NotFound("You have no authenticator app.")
    tell(found, Change.TOTP_REMOVED)
    removed(found)
