"""Names for things that the database shall recognise and nobody shall read from it."""

import hashlib
import json
from functools import lru_cache
from uuid import UUID

from django.conf import settings


def digest_of(*parts: str | int) -> UUID:
    """128 bits that stand for these parts, the same in every process with this SECRET_KEY.

    Without the key nobody can find out the parts by trying. Any text will do.
    """
    said = json.dumps(parts).encode()
    return UUID(bytes=hashlib.blake2b(said, digest_size=16, key=_key(settings.SECRET_KEY)).digest())


@lru_cache(maxsize=1)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"digests:" + secret.encode()).digest()
