"""Tokens of the peers: one form, which each verifies in the way that is usual there."""

import secrets
import time

import jwt

ALGORITHM = "HS256"
# The name that PostGraphile looks for.
AUDIENCE = "postgraphile"
SECRET = secrets.token_urlsafe(48)
LIFETIME = 4 * 3600


def peer_token(uid: int) -> str:
    """Return a token of the user."""
    now = int(time.time())
    claims = {"sub": str(uid), "aud": AUDIENCE, "iat": now, "exp": now + LIFETIME}
    return jwt.encode(claims, SECRET, ALGORITHM)
