"""The same password, typed on different machines.

One system sends `é` as one code point (NFC), another as `e` and an accent (NFD), and some keyboards
have blanks of their own. A password is hashed in one form. Source: RFC 8265, section 4.2.2
(OpaqueString).
"""

import re

from core.common.normalization import normalized

_BLANK = re.compile(r"[^\S\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")


def as_hashed(password: str) -> str:
    """Return the form of the password that is hashed: NFC, with plain spaces."""
    return normalized("NFC", _BLANK.sub(" ", password))


def spellings_of(password: str) -> list[str]:
    """Return the forms that may have been hashed: today's first, then those of earlier releases.

    They hashed what was sent. One for a password in ASCII, at most three for another.
    """
    return list(dict.fromkeys([as_hashed(password), password, normalized("NFD", password)]))
