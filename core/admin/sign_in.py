"""Sign-in to the admin, with the throttle and the second factors of the API."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from core.accounts.clients import Client
from core.accounts.factors.sign_in import prove_by_code, prove_by_passkey
from core.accounts.factors.site import site_of
from core.accounts.models import User
from core.accounts.notices_of_sign_ins import tell_of_sign_in
from core.common.errors import InvalidInput, Overloaded, RateLimited, Unauthenticated
from core.ratelimit.known_addresses import is_known, remember
from core.ratelimit.login_throttle import try_to_sign_in
from core.server.client_address import client_address

CODE_IS_NEEDED = (
    "Enter the code of your authenticator app or a recovery code, or sign in with a passkey."
)
FACTOR_IS_NEEDED = "Staff need a second factor here: set one up with the API first."


class SignInForm(AdminAuthenticationForm):
    """Django's form; its attempts and those of the API count together.

    A passkey whose authenticator verifies its user replaces password and code.
    """

    code = forms.CharField(
        required=False,
        max_length=50,
        label="Code",
        help_text="Of your authenticator app, or a recovery code, if you have set up either.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_passkey = bool(self.data.get("credential"))
        if self._has_passkey:
            self.fields["username"].required = self.fields["password"].required = False

    def clean(self) -> dict[str, Any]:
        """Check what was sent, unless there were too many attempts. Raises ValidationError."""
        return self._by_passkey() if self._has_passkey else self._by_password()

    def _by_passkey(self) -> dict[str, Any]:
        assert self.request is not None  # noqa: S101 - set by the view
        credential = str(self.cleaned_data.get("credential") or "")
        site = site_of(self.request.get_host(), is_secure=self.request.is_secure())
        client = self._client
        try:
            user = prove_by_passkey(credential=credential, site=site, address=client.address)
        except (InvalidInput, Unauthenticated, RateLimited) as error:
            raise ValidationError(error.message) from error
        self.confirm_login_allowed(user)
        self.user_cache = user
        if not is_known(name=user.username, address=client.address):
            tell_of_sign_in(user, client)
        remember(names=(user.username, user.email), address=client.address)
        return self.cleaned_data

    def _by_password(self) -> dict[str, Any]:
        name = str(self.cleaned_data.get("username") or "").strip()
        client = self._client
        try:
            attempt = try_to_sign_in(name=name, address=client.address)
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
            self._check_code(user, client.address)
        except ValidationError:
            attempt.succeeded()
            raise
        if not attempt.from_known_address:
            tell_of_sign_in(user, client)
        attempt.signed_in(user.username, user.email)
        return cleaned

    def _check_code(self, user: User, address: str) -> None:
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

    @property
    def _client(self) -> Client:
        assert self.request is not None  # noqa: S101 - set by the view
        agent = self.request.headers.get("User-Agent", "")
        return Client(client_address(self.request.META), agent)
