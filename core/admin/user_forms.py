"""Forms for users, with the checks and messages of the services."""

from typing import Any, ClassVar

from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm

from core.accounts.models import User
from core.accounts.profiles import clean_bio, clean_display_name
from core.accounts.signup import clean_email, clean_username
from core.accounts.staff import set_password

from .text_forms import AddressField, CleanedByServices, LineField, TextField

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")

_NAME_AND_ADDRESS = {
    "username": lambda _, name: clean_username(name),
    "email": lambda _, address: clean_email(address),
}


class PersonAddForm(CleanedByServices, BaseUserCreationForm):  # type: ignore[type-arg]
    """A new user: username, e-mail and a password typed twice."""

    email = AddressField()
    cleaned_by = _NAME_AND_ADDRESS

    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username", "email")


class PersonChangeForm(CleanedByServices, UserChangeForm):  # type: ignore[type-arg]
    """An existing user."""

    email = AddressField()
    display_name = LineField(widget=AdminTextInputWidget)
    bio = TextField(widget=AdminTextareaWidget(attrs={"rows": 3}))
    cleaned_by: ClassVar = {
        **_NAME_AND_ADDRESS,
        "display_name": lambda _, text: clean_display_name(text),
        "bio": lambda _, text: clean_bio(text),
    }

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
