"""Signing in with a username or an e-mail address, whatever the case."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from .models import User


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
    lookup = "email__lower" if "@" in name else "username__lower"
    user = User.objects.filter(**{lookup: name.lower()}).first()
    if user is None:
        make_password(password)  # hash all the same, so that the answer's time tells nothing
        return None
    return user if user.check_password(password) else None
