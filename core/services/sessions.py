"""Sessions: signing in, staying signed in, and ending it.

A session is a family of refresh tokens of which one is good. All that happens to a person's
sessions happens under the lock of the person's row, so that a refresh cannot slip in between a
change of password and the end of the old sessions. Of a token only its SHA-256 is kept: it is 256
random bits, which need no salt and no slow hash. Source: RFC 9700, section 4.14.2.
"""

import hashlib
import secrets
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone

from core.errors import Unauthenticated
from core.live.tell import tell
from core.locks import lock_user
from core.models import LiveKind, RefreshToken, User
from core.text import can_be_kept
from core.transactions import in_transaction, past_collisions

from .passwords import check_new_password, check_own_password

WRONG_NAME_OR_PASSWORD = "Username or password is wrong."  # noqa: S105
ENDED = "This session has ended. Sign in again."
TOKEN_BYTES = 32
# Expired tokens taken away whenever one is made: more than are made, so they never pile up.
PURGE = 100


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and the use-once token that renews it; nobody can show that one again."""

    user: User
    refresh_token: str


def sign_in(*, name: str, password: str) -> Session:
    """A new session for a username or an e-mail address and its password.

    Raises Unauthenticated, in the same words and after the same time, for an unknown name, a
    wrong password and a suspended person.
    """
    name = name.strip()
    known = can_be_kept(name + password) and authenticate(username=name, password=password)
    if not isinstance(known, User):
        raise Unauthenticated(WRONG_NAME_OR_PASSWORD)
    return _signed_in(known)


@in_transaction
def _signed_in(known: User) -> Session:
    user = lock_user(known.pk)
    if user.password != known.password or not user.is_active:
        raise Unauthenticated(WRONG_NAME_OR_PASSWORD)  # changed since it was checked
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    return _next_token(user, uuid4())


@in_transaction
def start_session(user: User) -> Session:
    """A session for someone whose identity is beyond doubt, such as who has just joined."""
    return _next_token(lock_user(user.pk), uuid4())


def refresh_session(*, refresh_token: str) -> Session:
    """Spend this token for the next one of its session. Raises Unauthenticated.

    A token that was spent before has been stolen, by whoever came first or second: the whole
    session ends. Of two uses at once one is the second.
    """
    session = past_collisions(partial(_rotate, refresh_token))
    if session is None:
        raise Unauthenticated(ENDED)
    return session


@atomic(durable=True)
def _rotate(refresh_token: str) -> Session | None:
    """The next token, or None. Nothing is raised, so that a revocation is committed."""
    now = timezone.now()
    found = _locked(refresh_token)
    if found is None:
        return None
    user, token = found
    if token.spent_at is not None:
        _revoke(RefreshToken.objects.filter(family=token.family))
        return None
    if token.revoked_at is not None or token.expires_at <= now or not user.is_active:
        return None
    token.spent_at = now
    token.save(update_fields=["spent_at"])
    return _next_token(user, token.family)


@in_transaction
def end_session(*, refresh_token: str) -> None:
    """End the session of this token; a token that is not known is no session, and no error."""
    found = _locked(refresh_token)
    if found is not None:
        _revoke(RefreshToken.objects.filter(family=found[1].family))


@in_transaction
def end_all_sessions(user: User) -> None:
    """End every session of this person, access tokens included."""
    _end_all(lock_user(user.pk))


@in_transaction
def change_password(*, user: User, old: str, new: str) -> Session:
    """Change the password, end every session, start a new one. Raises InvalidInput."""
    found = lock_user(user.pk)
    check_own_password(found, old, field="old")
    check_new_password(new, user=found, field="new")
    found.set_password(new)
    found.save(update_fields=["password"])
    _end_all(found)
    return _next_token(found, uuid4())


def _locked(refresh_token: str) -> tuple[User, RefreshToken] | None:
    """Whose token this is, locked, and then the token, as only the holder of the lock sees it."""
    digest = _digest(refresh_token)
    user = (
        User.objects.select_for_update(of=("self",), no_key=True)
        .filter(refresh_tokens__digest=digest)
        .first()
    )
    token = user and RefreshToken.objects.filter(digest=digest).first()
    return (user, token) if user and token else None


def _next_token(user: User, family: UUID) -> Session:
    """Make a token, and take some old ones away. The caller holds the lock of the person."""
    now = timezone.now()
    expired = RefreshToken.objects.filter(user=user, expires_at__lte=now).values("pk")[:PURGE]
    RefreshToken.objects.filter(pk__in=expired).delete()
    refresh_token = secrets.token_urlsafe(TOKEN_BYTES)
    RefreshToken.objects.create(
        user=user,
        family=family,
        digest=_digest(refresh_token),
        created_at=now,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
    )
    return Session(user, refresh_token)


def _end_all(user: User) -> None:
    user.token_version += 1
    user.save(update_fields=["token_version"])
    _revoke(RefreshToken.objects.filter(user=user))
    tell(LiveKind.SESSIONS_ENDED, person=user.pk)


def _revoke(tokens: QuerySet[RefreshToken]) -> None:
    tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def _digest(refresh_token: str) -> str:
    return hashlib.sha256(refresh_token.encode(errors="replace")).hexdigest()
