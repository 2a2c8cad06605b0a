"""Sign-in to the admin, with the throttle and the second factor of the API."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from core.accounts.clients import Client
from core.accounts.factors.sign_in import prove_by_code
from core.accounts.models import User
from core.accounts.notices_of_sign_ins import tell_of_sign_in
from core.common.errors import InvalidInput, Overloaded, RateLimited
from core.ratelimit.login_throttle import try_to_sign_in
from core.server.client_address import client_address

CODE_IS_NEEDED = "Enter the code of your authenticator app, or a recovery code."
FACTOR_IS_NEEDED = "Staff need a second factor here: set one up with the API first."


class SignInForm(AdminAuthenticationForm):
    """Django's form; its attempts and those of the API count together."""

    code = forms.CharField(
        required=False,
        max_length=50,
        label="Code",
        help_text="Of your authenticator app, or a recovery code, if you have set up either.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check the credentials, unless there were too many attempts. Raises ValidationError."""
        assert self.request is not None  # noqa: S101 - set by the view
        name = str(self.cleaned_data.get("username") or "").strip()
        address = client_address(self.request.META)
        try:
            attempt = try_to_sign_in(name=name, address=address)
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
        try:
            self._check_factor(user, address)
        except ValidationError:
            attempt.succeeded()
            raise
        if not attempt.from_known_address:
            agent = self.request.headers.get("User-Agent", "")
            tell_of_sign_in(user, Client(address, agent))
        attempt.signed_in(user.username, user.email)
        return cleaned

    def _check_factor(self, user: User, address: str) -> None:
        """Raise ValidationError unless the user needs no second factor, or the code is right."""
        if not user.has_second_factor:
            if settings.STAFF_NEED_SECOND_FACTOR:
                raise ValidationError(FACTOR_IS_NEEDED)
            return
        code = str(self.cleaned_data.get("code") or "")
        if not code:
            raise ValidationError(CODE_IS_NEEDED)
        try:
            prove_by_code(user=user, code=code, address=address)
        except (InvalidInput, RateLimited) as error:
            raise ValidationError(error.message) from error
