"""Challenges: random texts of which only the hash is stored, each good for one act.

The text is also the challenge that an authenticator signs, so a signature is good once, too.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from core.accounts.models import User
from core.common.errors import DomainError, Unauthenticated

from .models import Challenge, Purpose

LIFETIME = timedelta(minutes=5)
CHALLENGE_BYTES = 32
EXPIRED = "This sign-in has expired. Start again."
BATCH = 5_000

_PURGE = """
    DELETE FROM core_challenge WHERE digest = ANY(ARRAY(
        SELECT digest FROM core_challenge WHERE expires_at < now() ORDER BY expires_at
        LIMIT %s FOR UPDATE SKIP LOCKED))
"""


class SecondFactorRequired(DomainError):
    """The password is right; `challenge` is for the second factor. There is no session yet.

    `passkey_options` are for an authenticator, JSON; None for a user without passkeys.
    """

    def __init__(self, challenge: str) -> None:
        super().__init__("Enter the code of your authenticator app, or use a passkey.")
        self.challenge = challenge
        self.passkey_options: str | None = None


def new_challenge(purpose: Purpose, user: User | None = None) -> str:
    """Return a new challenge, URL-safe text. One SQL statement."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    Challenge.objects.create(
        digest=_digest(challenge),
        purpose=purpose,
        user=user,
        token_version=user.token_version if user else None,
        expires_at=Now() + LIFETIME,
    )
    return urlsafe_b64encode(challenge).decode().rstrip("=")


def user_of(challenge: str, purpose: Purpose) -> User:
    """Return whose challenge it is, unused. Raises Unauthenticated. One SQL statement."""
    found = _valid(challenge, purpose).select_related("user").first()
    if found is None or found.user is None:
        raise Unauthenticated(EXPIRED)
    return found.user


def use(challenge: str, purpose: Purpose, user: User | None = None) -> None:
    """Use it up in this transaction. Raises Unauthenticated where that was done before.

    Of two at once the second waits for the first. `user` is locked. One SQL statement.
    """
    valid = _valid(challenge, purpose).filter(user=user)
    if user is not None:
        valid = valid.filter(token_version=user.token_version)
    if not valid.delete()[0]:
        raise Unauthenticated(EXPIRED)


def bytes_of(challenge: str) -> bytes:
    """Return the bytes that an authenticator signs; empty for what is no challenge."""
    try:
        return urlsafe_b64decode(challenge.encode("ascii") + b"=" * (-len(challenge) % 4))
    except ValueError:
        return b""


def purge() -> int:
    """Delete up to `BATCH` expired challenges; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [BATCH])
        return int(cursor.rowcount)


def _valid(challenge: str, purpose: Purpose) -> QuerySet[Challenge]:
    digest = _digest(bytes_of(challenge))
    return Challenge.objects.filter(digest=digest, purpose=purpose, expires_at__gt=Now())


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
