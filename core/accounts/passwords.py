"""Passwords: which ones are accepted, and whether one is correct."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core.common.errors import InvalidInput
from core.common.text import can_be_kept, check_length, check_no_controls, check_storable

from .models import User
from .password_spellings import as_hashed

MAX_PASSWORD_LENGTH = 1_000


class WrongPassword(InvalidInput):
    """This is not the user's password."""


def check_new_password(password: str, *, user: User, field: str) -> None:
    """Raise InvalidInput, with all that is wrong with it, unless `user` may have this password."""
    check_storable(password, field=field)
    check_no_controls(password, field=field)
    check_length(password, field=field, longest=MAX_PASSWORD_LENGTH)
    try:
        # Counted in code points. Source: NIST SP 800-63B-4, section 3.1.1.2.
        validate_password(as_hashed(password), user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field) from error


def check_own_password(user: User, password: str, *, field: str) -> None:
    """Raise WrongPassword unless this is the password of `user`."""
    if not can_be_kept(password) or not user.check_password(password):
        raise WrongPassword("This password is wrong.", field)
