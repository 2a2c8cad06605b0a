"""Sessions: signing in, staying signed in, and ending it.

A session is a family of refresh tokens of which one is valid. Every change to a user's sessions
holds the lock of the user's row, so that no refresh comes between a change of password and the end
of the old sessions. Only the SHA-256 of a token is stored: 256 random bits need no salt and no slow
hash. A token begins with its family, so a spent one that is presented again ends the session even
after its row was purged. A user has at most SESSIONS_PER_PERSON sessions. Source: RFC 9700, section
4.14.2.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.db.transaction import atomic

from core.common.errors import DomainError, InvalidInput, Unauthenticated
from core.common.keyed_hashes import key_for
from core.common.text import can_be_kept
from core.database.transactions import atomic_with_retry, retry_on_conflict
from core.ratelimit.login_throttle import (
    refusal_of_bad_tokens,
    refusal_of_tokens_for,
    try_to_sign_in,
    try_to_sign_up,
)
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.rules import check_address

from .auth_backend import user_by_password
from .clients import Client
from .factors.challenges import SecondFactorRequired, new_challenge
from .factors.models import Purpose
from .locks import lock_user
from .models import RefreshToken, User
from .notices_of_sign_ins import tell_of_sign_in
from .reserved_names import check_may_be_chosen
from .signup import create_user

WRONG_NAME_OR_PASSWORD = "Username or password is wrong."  # noqa: S105
ENDED = "This session has ended. Sign in again."
TOKEN_BYTES = 32
MIN_RETRY_KEY_LENGTH = 16
NO_CLIENT = Client(address="")
# Expired tokens deleted whenever one is created: more than are created, so they never pile up.
PURGE = 100


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in user and the single-use token that renews the session; it is not stored.

    `at` is when it was made, by PostgreSQL's clock.
    """

    user: User
    refresh_token: str
    at: datetime = field(compare=False)


def sign_up(
    *,
    username: str,
    email: str,
    password: str,
    address: str,
    user_agent: str = "",
    language: str = "",
) -> Session:
    """Return a new user and their first session.

    Raises InvalidInput (every field), RateLimited and Overloaded.

    `address` is the client's (core/server/client_address.py), here and below, and `user_agent`
    names its program. The answer says that a username or an e-mail address is taken, so every
    attempt is counted. A mail asks to confirm the e-mail address.
    """
    attempt = try_to_sign_up(email=email, address=address)
    with attempt.refunded_if_overloaded():
        user = create_user(
            username=username,
            email=email,
            password=password,
            language=language,
            is_email_verified=False,
            check_name=check_may_be_chosen,
            check_email=check_address,
        )
    return start_session(user, Client(address, user_agent))


def sign_in(*, name: str, password: str, address: str, user_agent: str = "") -> Session:
    """Return a new session for a username or an e-mail address and its password.

    A suspended user may sign in, to read. Raises Unauthenticated, in the same words and after the
    same time, for an unknown name and a wrong password; SecondFactorRequired for a right one of
    who has a second factor; RateLimited after too many attempts; and Overloaded.
    """
    name = name.strip()
    attempt = try_to_sign_in(name=name, address=address)
    with attempt.refunded_if_overloaded():
        known = user_by_password(name, password) if can_be_kept(name + password) else None
    if known is None:
        attempt.failed()
        raise Unauthenticated(WRONG_NAME_OR_PASSWORD)
    client = Client(address, user_agent)
    session = _signed_in(known, client, from_known_address=attempt.from_known_address)
    if isinstance(session, SecondFactorRequired):
        attempt.succeeded()
        raise session
    attempt.signed_in(session.user.username, session.user.email)
    return session


@atomic_with_retry
def _signed_in(
    known: User, client: Client, *, from_known_address: bool
) -> Session | SecondFactorRequired:
    user = lock_user(known.pk)
    if user.password != known.password:
        raise Unauthenticated(WRONG_NAME_OR_PASSWORD)  # changed since it was checked
    if user.has_second_factor:
        return SecondFactorRequired(new_challenge(Purpose.SIGN_IN, user))
    User.objects.filter(pk=user.pk).update(last_login=Now())
    if not from_known_address:
        tell_of_sign_in(user, client)
    return new_session(user, client)


@atomic_with_retry
def start_session(user: User, client: Client = NO_CLIENT) -> Session:
    """Start a session for a user whose identity is certain, such as one who just signed up."""
    return new_session(lock_user(user.pk), client)


def refresh_session(
    *, refresh_token: str, address: str, retry_key: str = "", user_agent: str = ""
) -> Session:
    """Exchange this token for the next one of its session. Raises Unauthenticated, RateLimited.

    A token that was used before has been stolen, by its first or its second user: the whole
    session ends. Of two uses at once one is the second.

    A client that lost the answer may retry: with a `retry_key` of at least MIN_RETRY_KEY_LENGTH
    characters the next token is derived from this one, the key and SECRET_KEY. Presenting both
    again, before the next token was used, returns the same one. A thief of the token has no key.
    Raises InvalidInput for a short key.
    """
    check_retry_key(retry_key)
    client = Client(address, user_agent)
    outcome = retry_on_conflict(partial(_rotate, refresh_token, retry_key, client))
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def check_retry_key(retry_key: str) -> None:
    """Raise InvalidInput for a key that could be guessed; an empty one is none."""
    if 0 < len(retry_key) < MIN_RETRY_KEY_LENGTH:
        raise InvalidInput(f"Use at least {MIN_RETRY_KEY_LENGTH} random characters.", "retryKey")


@atomic(durable=True)
def _rotate(refresh_token: str, retry_key: str, client: Client) -> Session | DomainError:
    """Return the next session, or the error to raise once the revocation and counts are committed.

    A valid token counts against its user, an invalid one against the address, so that clients
    behind one address cannot end each other's sessions.
    """
    found = _locked(refresh_token)
    if found is not None:
        user, token, now = found
        user.session = token.family
        following = _following(refresh_token, retry_key, token.family)
        if token.spent_at is not None:
            if retry_key and _is_unused(following, token.family):
                return refusal_of_tokens_for(user.pk) or Session(user, following, now)
            end_family(user, token.family)
        elif token.revoked_at is None and token.expires_at > now:
            if refusal := refusal_of_tokens_for(user.pk):
                return refusal
            token.spent_at = now
            token.save(update_fields=["spent_at"])
            return _next_token(user, token.family, client, following, before=token)
    else:
        _end_family_of(refresh_token)
    return refusal_of_bad_tokens(address=client.address) or Unauthenticated(ENDED)


def _following(refresh_token: str, retry_key: str, family: UUID) -> str:
    """Return the token after this one: random, or derived from the key."""
    if not retry_key:
        return _new_token(family)
    said = json.dumps([refresh_token, retry_key]).encode()
    return _token(family, hmac.digest(key_for("refresh tokens"), said, "sha256"))


def _new_token(family: UUID) -> str:
    return _token(family, secrets.token_bytes(TOKEN_BYTES))


def _token(family: UUID, secret: bytes) -> str:
    return urlsafe_b64encode(family.bytes + secret).decode()


def _family_in(refresh_token: str) -> UUID | None:
    """Return the family that a token names; None for one of another form, such as an older one."""
    try:
        named = urlsafe_b64decode(refresh_token.encode("ascii"))
    except ValueError:
        return None
    return UUID(bytes=named[:16]) if len(named) == 16 + TOKEN_BYTES else None


def _is_unused(refresh_token: str, family: UUID) -> bool:
    """Return whether this token is the valid one of its session."""
    return RefreshToken.objects.filter(
        digest=_digest(refresh_token),
        family=family,
        spent_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=Now(),
    ).exists()


@atomic_with_retry
def end_session(*, refresh_token: str) -> None:
    """End the session of this token, with its access tokens; an unknown one is not an error."""
    found = _locked(refresh_token)
    if found is not None:
        end_family(found[0], found[1].family)
    else:
        _end_family_of(refresh_token)


def _end_family_of(refresh_token: str) -> None:
    """End the session of a token whose row was purged; nothing if it names none that lasts."""
    family = _family_in(refresh_token)
    if family is not None:
        users = User.objects.filter(refresh_tokens__family=family)
        user = users.select_for_update(of=("self",), no_key=True).first()
        if user is not None:
            end_family(user, family)


def end_family(locked: User, family: UUID) -> bool:
    """End this session of a locked user, its streams too; returns whether there was one."""
    ended = _revoke(RefreshToken.objects.filter(user=locked, family=family))
    if ended:
        publish(LiveKind.SESSIONS_ENDED, person=locked.pk)
    return bool(ended)


@atomic_with_retry
def end_all_sessions(user: User) -> None:
    """End every session of this user, access tokens included."""
    end_sessions_of(lock_user(user.pk))


def end_sessions_of(locked: User) -> None:
    """End every session of a user whose row the caller has locked."""
    locked.token_version += 1
    locked.save(update_fields=["token_version"])
    revoke_all_of(locked)


def revoke_all_of(locked: User) -> None:
    """Revoke every refresh token of a user with a new token version, and end their streams."""
    _revoke(RefreshToken.objects.filter(user=locked))
    publish(LiveKind.SESSIONS_ENDED, person=locked.pk)


def _locked(refresh_token: str) -> tuple[User, RefreshToken, datetime] | None:
    """Lock the user of a token, then read the token and the time; None for an unknown one."""
    digest = _digest(refresh_token)
    user = (
        User.objects.select_for_update(of=("self",), no_key=True)
        .filter(refresh_tokens__digest=digest)
        .first()
    )
    token = user and RefreshToken.objects.filter(digest=digest).annotate(now=Now()).first()
    return (user, token, token.now) if user and token else None


def new_session(user: User, client: Client = NO_CLIENT) -> Session:
    """Begin a session; of more than SESSIONS_PER_PERSON the one that was renewed longest ago ends.

    The caller holds the lock of the user. One SQL statement more than `_next_token`.
    """
    valid = RefreshToken.objects.filter(
        user=user, spent_at__isnull=True, revoked_at__isnull=True, expires_at__gt=Now()
    )
    too_many = valid.order_by("-pk").values("family")[settings.SESSIONS_PER_PERSON - 1 :]
    _revoke(RefreshToken.objects.filter(user=user, family__in=too_many))
    return _next_token(user, uuid4(), client)


def _next_token(
    user: User,
    family: UUID,
    client: Client,
    refresh_token: str | None = None,
    before: RefreshToken | None = None,
) -> Session:
    """Store a token, a random one unless it is given, and delete up to PURGE expired ones.

    The caller holds the lock of the user. What is not known of the client is as it was before.
    """
    expired = RefreshToken.objects.filter(user=user, expires_at__lte=Now()).values("pk")[:PURGE]
    RefreshToken.objects.filter(pk__in=expired).delete()
    refresh_token = refresh_token or _new_token(family)
    token = RefreshToken.objects.create(
        user=user,
        family=family,
        digest=_digest(refresh_token),
        names_family=True,
        expires_at=Now() + settings.REFRESH_TOKEN_LIFETIME,
        began_at=(before.began_at or before.created_at) if before else Now(),
        device=client.device or (before.device if before else ""),
        place=client.place or (before.place if before else ""),
    )
    user.session = family
    return Session(user, refresh_token, token.created_at)


def _revoke(tokens: QuerySet[RefreshToken]) -> int:
    return tokens.filter(revoked_at__isnull=True).update(revoked_at=Now())


def _digest(refresh_token: str) -> str:
    return hashlib.sha256(refresh_token.encode(errors="replace")).hexdigest()
