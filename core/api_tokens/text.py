"""The text of an API token: recognised by scanners for secrets, and by its checksum without a look.

`sgraph_`, 43 letters and digits of 256 random bits, and 6 of the CRC-32 of these: what GitHub's
tokens are like. Scanners find it by `sgraph_[0-9A-Za-z]{49}`. Only its SHA-256 is stored: 256
random bits need no salt and no slow hash. Source: GitHub, "Behind GitHub's new authentication token
formats".
"""

import hashlib
import secrets
import zlib

PREFIX = "sgraph_"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET = 43
_CHECKSUM = 6
LENGTH = len(PREFIX) + _SECRET + _CHECKSUM


def new_token() -> str:
    """Return a new token, of 256 random bits."""
    secret = _written(secrets.randbits(256), _SECRET)
    return f"{PREFIX}{secret}{_checksum(secret)}"


def is_api_token(text: str) -> bool:
    """Return whether the text is meant to be an API token, valid or not."""
    return text.startswith(PREFIX)


def digest_of(token: str) -> str | None:
    """Return what is stored of a token; None for a text that is none."""
    if len(token) != LENGTH or not token.isascii():
        return None
    secret = token[len(PREFIX) : -_CHECKSUM]
    if not is_api_token(token) or token[-_CHECKSUM:] != _checksum(secret):
        return None
    return hashlib.sha256(token.encode()).hexdigest()


def _checksum(secret: str) -> str:
    return _written(zlib.crc32(secret.encode()), _CHECKSUM)


def _written(number: int, length: int) -> str:
    written = ""
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written
