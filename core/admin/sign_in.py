"""Signing in to the admin, where a password can be guessed as well as at the API."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from core.common.errors import RateLimited
from core.ratelimit.login_throttle import try_to_sign_in
from core.server.client_address import client_address


class SignInForm(AdminAuthenticationForm):
    """Django's own; its tries and those of the API are counted as one."""

    def clean(self) -> dict[str, Any]:
        """As always, unless it was tried too often."""
        assert self.request is not None  # noqa: S101 - the view gives it
        name = str(self.cleaned_data.get("username") or "").strip()
        try:
            attempt = try_to_sign_in(name=name, address=client_address(self.request.META))
        except RateLimited as error:
            raise ValidationError(error.message) from error
        cleaned: dict[str, Any] = super().clean()
        user = self.get_user()
        attempt.signed_in(user.username, user.email)
        return cleaned
