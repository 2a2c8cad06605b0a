"""Names for things that the database shall recognise and nobody shall read from it, and keys."""

import hashlib
import json
from functools import lru_cache
from uuid import UUID

from django.conf import settings


def keyed_hash(*parts: str | int) -> UUID:
    """128 bits that stand for these parts, the same in every process with this SECRET_KEY.

    Without the key nobody can find out the parts by trying. Any text will do.
    """
    said = json.dumps(parts).encode()
    return UUID(bytes=hashlib.blake2b(said, digest_size=16, key=key_for("digests")).digest())


def key_for(purpose: str) -> bytes:
    """256 bits that follow from SECRET_KEY, others for each purpose."""
    return _derived(purpose, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _derived(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{secret}".encode()).digest()
