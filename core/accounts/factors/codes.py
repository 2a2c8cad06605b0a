"""Codes that a user types: of the authenticator app, or for recovery."""

import re

from django_otp.oath import TOTP

from core.accounts.models import User
from core.common.encryption import decrypt
from core.common.errors import InvalidInput
from core.database.clock import database_now

from .models import Totp
from .recovery import use_code

# Steps of 30 seconds before and after the present one. Source: RFC 6238, section 5.2.
TOLERANCE = 1


class WrongFactor(InvalidInput):
    """This code or passkey is not the user's, or was used before."""


def check_code(locked: User, code: str) -> None:
    """Use up this code of a locked user. Raises WrongFactor. Three SQL statements at most."""
    text = code.strip()
    if re.fullmatch("[0-9]{3} ?[0-9]{3}", text):
        totp = Totp.objects.filter(user=locked, confirmed_at__isnull=False).first()
        if totp is not None and accept(totp, text):
            return
    elif use_code(locked, text):
        return
    raise WrongFactor("This code is wrong.", "code")


def accept(totp: Totp, code: str) -> bool:
    """Return whether it is a code of this time that was not used, and remember it.

    The user is locked, and the time is PostgreSQL's. Two SQL statements.
    """
    digits = code.replace(" ", "")
    if not re.fullmatch("[0-9]{6}", digits):
        return False
    oath = TOTP(decrypt(totp.secret))
    oath.time = database_now().timestamp()
    if not oath.verify(int(digits), tolerance=TOLERANCE, min_t=totp.last_step + 1):
        return False
    totp.last_step = oath.t()
    totp.save(update_fields=["last_step"])
    return True
