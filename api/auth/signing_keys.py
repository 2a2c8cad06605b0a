"""The keys that access tokens are signed with.

Every key in ACCESS_TOKEN_KEYS is accepted; the first one signs. A token names its key by an ID
derived from the key. Without the setting there is one key, derived from SECRET_KEY.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A 256-bit key for HMAC with SHA-256, and its ID in tokens."""

    id: str
    secret: bytes


def signing_key() -> SigningKey:
    """Return the key that signs new tokens."""
    return next(iter(_keys().values()))


def accepted_keys() -> tuple[SigningKey, ...]:
    """Return all accepted keys, the signing one first."""
    return tuple(_keys().values())


def _keys() -> dict[str, SigningKey]:
    return _derived(tuple(settings.ACCESS_TOKEN_KEYS) or (f"access tokens:{settings.SECRET_KEY}",))


@lru_cache(maxsize=4)
def _derived(texts: tuple[str, ...]) -> dict[str, SigningKey]:
    keys = {}
    for text in texts:
        secret = hashlib.sha256(text.encode()).digest()
        key_id = hashlib.sha256(b"id:" + secret).hexdigest()[:8]
        keys[key_id] = SigningKey(key_id, secret)
    return keys
