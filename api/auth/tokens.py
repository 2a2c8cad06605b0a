"""Access tokens: short-lived JWTs, encoded and decoded by django-graphql-jwt.

Its own payload names the person by username, so that a rename would hand a token to whoever takes
the name next, and a new password would leave old tokens alive; and it knows one key. The handlers
below, named in the setting GRAPHQL_JWT, put the primary key and the person's token version in its
place, sign by the newest key and accept all of them (api/auth/signing_keys.py). Source: RFC 8725.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

import jwt
from graphql_jwt.exceptions import JSONWebTokenError, JSONWebTokenExpired
from graphql_jwt.settings import jwt_settings
from graphql_jwt.shortcuts import get_token
from graphql_jwt.utils import get_payload

from core.accounts.models import User
from core.accounts.selectors import authenticated_user
from core.common.errors import Unauthenticated

from .signing_keys import key_by_id, signing_key

Identity = tuple[int, int]
"""Primary key and token version."""

CLAIMS = ("iss", "sub", "ver", "jti", "iat", "exp")
# Ours have less than 400 characters; nobody shall make us hash more.
LONGEST_TOKEN = 1_000

EXPIRED = "Your session has expired."
INVALID = "This access token is not valid."


def access_token(user: User) -> str:
    """A token that proves to be `user` for ACCESS_TOKEN_LIFETIME."""
    return str(get_token(user))


def user_of_token(token: str) -> User:
    """The person that this token speaks for, by one SQL statement. Raises Unauthenticated."""
    try:
        identity = identity_in(get_payload(token))
    except JSONWebTokenExpired as error:
        raise Unauthenticated(EXPIRED) from error
    except JSONWebTokenError as error:
        raise Unauthenticated(INVALID) from error
    # The library's own look-up would refuse who is suspended.
    user = user_of_identity(identity) if identity else None
    if user is None:
        raise Unauthenticated(INVALID)
    return user


def expiry_of(token: str) -> float:
    """Until when a token holds that does hold now, in seconds since 1970."""
    claims: dict[str, Any] = get_payload(token)
    return float(claims["exp"])


def payload_of(user: User, context: object = None) -> dict[str, Any]:
    """JWT_PAYLOAD_HANDLER: the claims of a new token. Source: RFC 7519, section 4.1."""
    now = datetime.now(UTC)
    return {
        "iss": jwt_settings.JWT_ISSUER,
        "sub": str(user.pk),
        "ver": user.token_version,
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + jwt_settings.JWT_EXPIRATION_DELTA,
    }


def signed(payload: dict[str, Any], context: object = None) -> str:
    """JWT_ENCODE_HANDLER: the token with these claims."""
    key = signing_key()
    return jwt.encode(payload, key.secret, jwt_settings.JWT_ALGORITHM, headers={"kid": key.id})


def verified(token: str, context: object = None) -> dict[str, Any]:
    """JWT_DECODE_HANDLER: the claims of a token. Raises jwt.InvalidTokenError.

    Algorithm and key are ours to choose: the token only says which of our keys it was.
    """
    if len(token) > LONGEST_TOKEN:
        raise jwt.DecodeError("The token is too long.")
    key = key_by_id(jwt.get_unverified_header(token).get("kid"))
    if key is None:
        raise jwt.InvalidTokenError("The token was signed with another key.")
    claims: dict[str, Any] = jwt.decode(
        token,
        key.secret,
        algorithms=[jwt_settings.JWT_ALGORITHM],
        issuer=jwt_settings.JWT_ISSUER,
        leeway=jwt_settings.JWT_LEEWAY,
        options={"require": list(CLAIMS)},
    )
    return claims


def identity_in(payload: dict[str, Any]) -> Identity | None:
    """JWT_PAYLOAD_GET_USERNAME_HANDLER: whom the claims name; None if one is missing."""
    match payload:
        case {"sub": str(sub), "ver": int(version), "exp": int(), "jti": str()} if sub.isdecimal():
            return int(sub), version
        case _:
            return None


def user_of_identity(identity: Identity) -> User | None:
    """JWT_GET_USER_BY_NATURAL_KEY_HANDLER: the person, unless they have signed out since."""
    uid, token_version = identity
    return authenticated_user(uid, token_version=token_version)
