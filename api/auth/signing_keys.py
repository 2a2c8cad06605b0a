"""The keys that access tokens are signed with.

Every key in ACCESS_TOKEN_KEYS is accepted, the first one signs. A token names its key by an id that
follows from the key, so there is nothing to number. Without the setting there is one key, which
follows from SECRET_KEY.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings


@dataclass(frozen=True, slots=True)
class SigningKey:
    """256 bits for HMAC with SHA-256, and the id by which tokens name them."""

    id: str
    secret: bytes


def signing_key() -> SigningKey:
    """The key that new tokens are signed with."""
    return next(iter(_keys().values()))


def key_by_id(key_id: object) -> SigningKey | None:
    """The key of this id, if it is one of ours."""
    return _keys().get(key_id) if isinstance(key_id, str) else None


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
