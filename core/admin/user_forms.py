"""Forms for users, with the checks and messages of the services."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm
from django.forms import ValidationError

from core.accounts.models import User
from core.accounts.signup import clean_email, clean_username
from core.accounts.staff import set_password
from core.common.errors import InvalidInput

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def _checked(check: Callable[[str], str], value: str) -> str:
    """Return the cleaned value. Raises ValidationError with the message of the check."""
    try:
        return check(value)
    except InvalidInput as refusal:
        raise ValidationError(refusal.message) from refusal


class _NameAndAddress(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Username and e-mail, checked as in the services."""

    def clean_username(self) -> str:
        """Return the normalized username."""
        return _checked(clean_username, self.cleaned_data["username"])

    def clean_email(self) -> str:
        """Return the normalized e-mail address."""
        return _checked(clean_email, self.cleaned_data["email"])


class PersonAddForm(_NameAndAddress, BaseUserCreationForm):  # type: ignore[type-arg]
    """A new user: username, e-mail and a password typed twice."""

    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username", "email")


class PersonChangeForm(_NameAndAddress, UserChangeForm):  # type: ignore[type-arg]
    """An existing user."""

    class Meta(UserChangeForm.Meta):
        model = User
        fields = (  # type: ignore[assignment]  # Django's own says "__all__"
            "username",
            "email",
            "password",
            "display_name",
            "bio",
            "is_active",
            *RIGHTS,
        )
        widgets = {"bio": forms.Textarea(attrs={"rows": 3})}


class PersonPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password for a user, which ends their sessions."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        # There is no other way to sign in, so a password cannot be disabled.
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = True
        self.fields["password2"].required = True

    def clean(self) -> dict[str, Any]:
        """Set the field that the admin expects of a form that can disable the password."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["set_usable_password"] = True
        return cleaned

    def save(self, commit: bool = True) -> User:
        """Change the password by the service; return the updated user."""
        user = set_password(person=self.user.pk, new=self.cleaned_data["password1"])
        self.user = user
        return user
