"""Recovery codes: each signs in once, where the other factors are lost.

80 random bits need no slow hash.
"""

import hashlib
import secrets
from base64 import b32encode
from collections.abc import Sequence

from core.accounts.models import User

from .models import RecoveryCode

CODES = 10
CODE_BYTES = 10


def replace_codes(locked: User) -> Sequence[str]:
    """Return new codes of a locked user, in place of those before. Two SQL statements."""
    codes = [b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _ in range(CODES)]
    RecoveryCode.objects.filter(user=locked).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user=locked, digest=_digest(locked, code)) for code in codes]
    )
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def use_code(locked: User, code: str) -> bool:
    """Use the code up in this transaction; returns whether there was one. One SQL statement."""
    plain = code.replace("-", "").replace(" ", "").lower()
    found = RecoveryCode.objects.filter(user=locked, digest=_digest(locked, plain))
    return bool(found.delete()[0])


def _digest(user: User, code: str) -> str:
    return hashlib.sha256(f"{user.pk}:{code}".encode(errors="replace")).hexdigest()
