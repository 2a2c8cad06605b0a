"""Signing in with a username or an e-mail address, whatever the case."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from .models import User


class UsernameOrEmailBackend(ModelBackend):
    """Used by the admin and by `login`. An unknown name costs the same time as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The user, or None when name and password do not belong together."""
        if not username or password is None:
            return None
        lookup = "email__lower" if "@" in username else "username__lower"
        user = User.objects.filter(**{lookup: username.lower()}).first()
        if user is None:
            make_password(password)  # hash all the same, so that the answer's time tells nothing
            return None
        return user if user.check_password(password) and user.is_active else None
