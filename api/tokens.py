"""Access tokens: short-lived JWTs, encoded and decoded by django-graphql-jwt.

Its own payload names the person by username, so that a rename would hand a token to whoever takes
the name next, and a new password would leave old tokens alive. The three handlers below, named in
the setting GRAPHQL_JWT, put the primary key and the person's token version in its place.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from graphql_jwt.exceptions import JSONWebTokenError, JSONWebTokenExpired
from graphql_jwt.settings import jwt_settings
from graphql_jwt.shortcuts import get_token, get_user_by_token
from graphql_jwt.utils import get_payload

from core.errors import Unauthenticated
from core.models import User
from core.selectors.users import authenticated_user

Identity = tuple[int, int]
"""Primary key and token version."""

EXPIRED = "Your session has expired."
INVALID = "This access token is not valid."


def access_token(user: User) -> str:
    """A token that proves to be `user` for ACCESS_TOKEN_LIFETIME."""
    return str(get_token(user))


def user_of_token(token: str) -> User:
    """The person that this token speaks for, by one SQL statement. Raises Unauthenticated."""
    try:
        user: User | None = get_user_by_token(token)
    except JSONWebTokenExpired as error:
        raise Unauthenticated(EXPIRED) from error
    except JSONWebTokenError as error:
        raise Unauthenticated(INVALID) from error
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


def identity_in(payload: dict[str, Any]) -> Identity | None:
    """JWT_PAYLOAD_GET_USERNAME_HANDLER: whom the claims name; None if one is missing."""
    match payload:
        case {"sub": str(sub), "ver": int(version), "exp": int(), "jti": str()} if sub.isdecimal():
            return int(sub), version
        case _:
            return None


def user_of_identity(identity: Identity) -> User | None:
    """JWT_GET_USER_BY_NATURAL_KEY_HANDLER: the person, unless suspended or signed out since."""
    uid, token_version = identity
    return authenticated_user(uid, token_version=token_version)
