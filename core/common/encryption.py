"""Encryption of what the database must hand back, and must not reveal.

Every key in ENCRYPTION_KEYS decrypts; the first one encrypts. Without the setting there is one key,
derived from SECRET_KEY. Source: cryptography, "Fernet": AES-128 in CBC mode with HMAC-SHA-256.
"""

import hashlib
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(secret: bytes) -> str:
    """Return the encrypted secret, in ASCII."""
    return _fernet().encrypt(secret).decode()


def decrypt(text: str) -> bytes:
    """Return the secret. Raises cryptography.fernet.InvalidToken without its key."""
    return _fernet().decrypt(text.encode())


def _fernet() -> MultiFernet:
    keys = tuple(settings.ENCRYPTION_KEYS) or (f"encryption:{settings.SECRET_KEY}",)
    return _derived(keys)


@lru_cache(maxsize=4)
def _derived(texts: tuple[str, ...]) -> MultiFernet:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
