"""Changing one's own password in the admin as in the API: attempts are limited, sessions end."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy

from core.accounts.models import User
from core.accounts.password_changes import change_password_in_admin
from core.common.errors import InvalidInput, Overloaded, RateLimited
from core.server.client_address import client_address


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's form without its checks of the passwords: the service does both."""

    def clean_old_password(self) -> str:
        """Return it unchecked: no password is checked before the attempt is counted."""
        return str(self.cleaned_data["old_password"])

    def validate_password_for_user(self, *_: Any, **__: Any) -> None:
        """Do nothing: the service validates the password."""


class OwnPasswordView(PasswordChangeView):
    """The admin's page on top of the service."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Change the password, or show the form again with the errors."""
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - `admin_view` lets nobody else in
        given = form.cleaned_data
        try:
            change_password_in_admin(
                user=user,
                old=given["old_password"],
                new=given["new_password1"],
                address=client_address(self.request.META),
            )
        except InvalidInput as refusal:
            for field, message in refusal.fields.items():
                form.add_error("old_password" if field == "old" else "new_password2", message)
        except (RateLimited, Overloaded) as refusal:
            form.add_error("old_password", refusal.message)
        if form.errors:
            return self.form_invalid(form)
        user.refresh_from_db()
        # Only this session remains.
        update_session_auth_hash(self.request, user)
        return HttpResponseRedirect(self.get_success_url())


def own_password(request: HttpRequest) -> HttpResponseBase:
    """Serve the page at the address of Django's own."""
    view = OwnPasswordView.as_view(extra_context=admin.site.each_context(request))
    return view(request)
