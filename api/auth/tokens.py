"""Access tokens: short-lived JWTs, encoded and decoded by django-graphql-jwt.

The library's own payload names the user by username, so after a rename a token would belong to the
next owner of the name, and a password change would not revoke tokens; it also has one key only. The
handlers below, named in the setting GRAPHQL_JWT, use primary key and token version instead, sign
with the first key and accept all of them (api/auth/signing_keys.py). Source: RFC 8725.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import jwt
from graphql_jwt.exceptions import JSONWebTokenError
from graphql_jwt.settings import jwt_settings
from graphql_jwt.shortcuts import get_token
from graphql_jwt.utils import get_payload

from core.accounts.models import User
from core.accounts.selectors import authenticated_user, epoch_claim
from core.api_tokens.selectors import user_of_api_token, user_of_digest
from core.api_tokens.text import is_api_token
from core.common.errors import Unauthenticated

from .signing_keys import SigningKey, accepted_keys, signing_key


class Identity(NamedTuple):
    """Whom a token names; the era is `core.accounts.selectors.epoch_claim`."""

    uid: int
    token_version: int
    era: str
    # None in tokens of the release before, and in those of tests.
    session: UUID | None = None


CLAIMS = ("iss", "sub", "ver", "era", "jti", "iat", "exp")
# Of an id, which is below 2**63.
MAX_DIGITS = 19
# Tokens have under 400 characters; longer input is not hashed.
MAX_TOKEN_LENGTH = 1_000

EXPIRED = "Your session has expired."
INVALID = "This access token is not valid."
REVOKED = "This API token is not valid: it was revoked, or has expired."


def access_token(user: User, *, at: datetime | None = None) -> str:
    """Return an access token of `user`, valid for ACCESS_TOKEN_LIFETIME from `at`.

    That is the session's time by PostgreSQL's clock; without it, as in tests, this process's.
    """
    at = at or datetime.now(UTC)
    return str(get_token(user, iat=at, exp=at + jwt_settings.JWT_EXPIRATION_DELTA))


def user_of_token(token: str) -> User:
    """Return the user of the token. Raises Unauthenticated. Cost: one SQL statement.

    The statement returns PostgreSQL's time too, by which the token was made: the clock of a web
    server may be any other. An API token has a prefix of its own.
    """
    if is_api_token(token):
        return _required(user_of_api_token(token))
    try:
        claims = get_payload(token)
    except JSONWebTokenError as error:
        raise Unauthenticated(INVALID) from error
    # The library's own lookup would reject suspended users.
    identity = identity_in(claims)
    user = user_of_identity(identity) if identity else None
    if user is None:
        raise Unauthenticated(INVALID)
    _check_times(claims, now=user.seen_at.timestamp())
    return user


def _check_times(claims: dict[str, Any], *, now: float) -> None:
    leeway = jwt_settings.JWT_LEEWAY
    if claims["exp"] <= now - leeway:
        raise Unauthenticated(EXPIRED)
    if max(claims["iat"], claims.get("nbf", 0)) > now + leeway:
        raise Unauthenticated(INVALID)


def user_again(user: User) -> User:
    """Return the user of a token as they are now.

    Raises Unauthenticated if the token was revoked since. Cost: one SQL statement.
    """
    return user_with(credential_of(user))


@dataclass(frozen=True, slots=True)
class Credential:
    """What finds the user of a token again: an identity, or the digest of an API token."""

    identity: Identity | None
    digest: str | None = None


def credential_of(user: User) -> Credential:
    """Return what finds a user of a token again."""
    if user.api_token_digest is not None:
        return Credential(None, user.api_token_digest)
    return Credential(Identity(user.pk, user.token_version, epoch_claim(user), user.session))


def user_with(credential: Credential) -> User:
    """Return the user as they are now. Raises Unauthenticated. Cost: one SQL statement."""
    if credential.digest is not None:
        return _required(user_of_digest(credential.digest))
    found = user_of_identity(credential.identity) if credential.identity else None
    if found is None:
        raise Unauthenticated(INVALID)
    return found


def _required(user: User | None) -> User:
    """Return the user of an API token. Raises Unauthenticated if there is none."""
    if user is None:
        raise Unauthenticated(REVOKED)
    return user


def seconds_left(token: str, user: User) -> float:
    """Return for how long a valid token of this user is valid from when the user was read."""
    if user.token_expires_at is not None:
        return (user.token_expires_at - user.seen_at).total_seconds()
    claims: dict[str, Any] = get_payload(token)
    return float(claims["exp"]) - user.seen_at.timestamp()


def payload_of(user: User, context: object = None) -> dict[str, Any]:
    """Return the claims of a new token (JWT_PAYLOAD_HANDLER). Source: RFC 7519, section 4.1."""
    now = datetime.now(UTC)
    session = {"sid": user.session.hex} if user.session else {}
    return {
        **session,
        "iss": jwt_settings.JWT_ISSUER,
        "sub": str(user.pk),
        "ver": user.token_version,
        "era": epoch_claim(user),
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + jwt_settings.JWT_EXPIRATION_DELTA,
    }


def signed(payload: dict[str, Any], context: object = None) -> str:
    """Return the token with these claims (JWT_ENCODE_HANDLER)."""
    key = signing_key()
    return jwt.encode(payload, key.secret, jwt_settings.JWT_ALGORITHM, headers={"kid": key.id})


def verified(token: str, context: object = None) -> dict[str, Any]:
    """Return the claims of a token (JWT_DECODE_HANDLER). Raises jwt.InvalidTokenError.

    The algorithm is fixed; the token only selects one of the accepted keys. Times are not compared:
    `user_of_token` does.
    """
    if len(token) > MAX_TOKEN_LENGTH:
        raise jwt.DecodeError("The token is too long.")
    return {**_claims_of(token, accepted_keys(), jwt_settings.JWT_ISSUER)}


# A client sends one token for minutes, and what is signed by a key stays so: about 1 MB in all.
# Only the signature and the form are remembered, and an error is not.
@lru_cache(maxsize=1_000)
def _claims_of(token: str, keys: tuple[SigningKey, ...], issuer: str) -> dict[str, Any]:
    key_id = jwt.get_unverified_header(token).get("kid")
    key = next((key for key in keys if key.id == key_id), None)
    if key is None:
        raise jwt.InvalidTokenError("The token was signed with another key.")
    claims: dict[str, Any] = jwt.decode(
        token,
        key.secret,
        algorithms=[jwt_settings.JWT_ALGORITHM],
        issuer=issuer,
        options={
            "require": list(CLAIMS),
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        },
    )
    return claims


def identity_in(payload: dict[str, Any]) -> Identity | None:
    """Return the identity in the claims, or None (JWT_PAYLOAD_GET_USERNAME_HANDLER)."""
    match payload:
        case {
            "sub": str(sub), "ver": int(version), "era": str(era),
            "exp": int(), "iat": int(), "jti": str(),
        } if sub.isdecimal() and _fits(sub, version):  # fmt: skip
            return _with_session(Identity(int(sub), version, era), payload.get("sid"))
        case _:
            return None


def _with_session(identity: Identity, named: object) -> Identity | None:
    """Return the identity with the session that the claim `sid` names; None if it is malformed."""
    if named is None:
        return identity
    if not isinstance(named, str) or not re.fullmatch("[0-9a-f]{32}", named):
        return None
    return identity._replace(session=UUID(named))


def _fits(sub: str, version: int) -> bool:
    """Return whether PostgreSQL's columns can hold such numbers."""
    return len(sub) <= MAX_DIGITS and int(sub) < 2**63 and 0 <= version < 2**31


def user_of_identity(identity: Identity) -> User | None:
    """Return the user, or None if the token is revoked (JWT_GET_USER_BY_NATURAL_KEY_HANDLER)."""
    return authenticated_user(
        identity.uid,
        token_version=identity.token_version,
        era=identity.era,
        session=identity.session,
    )
