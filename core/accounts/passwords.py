"""Passwords: which ones are accepted, and whether one is correct."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core.common.errors import InvalidInput
from core.common.text import can_be_kept

from .models import User

MAX_PASSWORD_LENGTH = 1_000


class WrongPassword(InvalidInput):
    """This is not the user's password."""


def check_new_password(password: str, *, user: User, field: str) -> None:
    """Raise InvalidInput, with all that is wrong with it, unless `user` may have this password."""
    if not can_be_kept(password):
        raise InvalidInput("Text must not contain NUL or unpaired surrogates.", field)
    if len(password) > MAX_PASSWORD_LENGTH:
        raise InvalidInput(
            f"This has {len(password):,} characters; at most {MAX_PASSWORD_LENGTH:,} are allowed.",
            field,
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field) from error


def check_own_password(user: User, password: str, *, field: str) -> None:
    """Raise WrongPassword unless this is the password of `user`."""
    if not can_be_kept(password) or not user.check_password(password):
        raise WrongPassword("This password is wrong.", field)
