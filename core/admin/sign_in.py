"""Sign-in to the admin, with the throttle of the API."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from core.common.errors import Overloaded, RateLimited
from core.ratelimit.login_throttle import try_to_sign_in
from core.server.client_address import client_address


class SignInForm(AdminAuthenticationForm):
    """Django's form; its attempts and those of the API count together."""

    def clean(self) -> dict[str, Any]:
        """Check the credentials, unless there were too many attempts. Raises ValidationError."""
        assert self.request is not None  # noqa: S101 - set by the view
        name = str(self.cleaned_data.get("username") or "").strip()
        try:
            attempt = try_to_sign_in(name=name, address=client_address(self.request.META))
        except RateLimited as error:
            raise ValidationError(error.message) from error
        try:
            with attempt.refunded_if_overloaded():
                cleaned: dict[str, Any] = super().clean()
        except Overloaded as error:
            raise ValidationError(error.message) from error
        except ValidationError:
            attempt.failed()
            raise
        user = self.get_user()
        attempt.signed_in(user.username, user.email)
        return cleaned
