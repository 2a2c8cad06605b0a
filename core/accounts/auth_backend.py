"""Signing in with a username or an e-mail address, whatever the case."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from core.common.email_addresses import spellings_of

from .models import User
from .password_spellings import spellings_of as password_spellings


class UsernameOrEmailBackend(ModelBackend):
    """Used by the admin, which a suspended user may not enter."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the user, or None when name and password do not belong together."""
        if not username or password is None:
            return None
        user = user_by_password(username, password)
        return user if user is not None and user.is_active else None


def user_by_password(name: str, password: str) -> User | None:
    """Return the user with this name or e-mail address and password, suspended or not.

    An unknown name costs the same time as a wrong password.
    """
    user = user_by_email(name) if "@" in name else user_by_login_name(name)
    if user is None:
        for spelling in password_spellings(password):
            make_password(spelling)  # hash all the same, so that the answer's time tells nothing
        return None
    return user if user.check_password(password) else None


def user_by_login_name(username: str) -> User | None:
    """Return the user of this name, whatever the case, suspended or not. One SQL statement."""
    return User.objects.filter(username__lower=username.lower()).first()


def user_by_email(address: str) -> User | None:
    """Return the user of this address, in any spelling, suspended or not. One SQL statement."""
    spellings = spellings_of(address)
    found = {user.email.lower(): user for user in User.objects.filter(email__lower__in=spellings)}
    return next((found[spelling] for spelling in spellings if spelling in found), None)
