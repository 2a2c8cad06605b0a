"""Keyed hashes, for values that the database must recognise but not reveal; and keys."""

import hashlib
import json
from functools import lru_cache
from uuid import UUID

from django.conf import settings


def keyed_hash(*parts: str | int) -> UUID:
    """Return 128 bits that identify these parts, the same in every process with this SECRET_KEY.

    Without the key the parts cannot be guessed. Any text is allowed.
    """
    said = json.dumps(parts).encode()
    return UUID(bytes=hashlib.blake2b(said, digest_size=16, key=key_for("digests")).digest())


def key_for(purpose: str) -> bytes:
    """Return 256 bits derived from SECRET_KEY, different for each purpose."""
    return _derived(purpose, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _derived(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{secret}".encode()).digest()
