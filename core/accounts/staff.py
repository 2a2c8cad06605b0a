"""What staff change of a user: name and address, suspension, rights, password."""

from typing import TypedDict, Unpack

from django.db import IntegrityError

from core.database.transactions import atomic_with_retry

from .locks import lock_user
from .mail_tokens import Purpose, void
from .models import User
from .password_changes import replace_password
from .profiles import rewrite_profile
from .renaming import take_name
from .sessions import end_all_sessions
from .signup import check_address_is_free, clean_email, clean_username, taken
from .standing import set_standing


class Changes(TypedDict, total=False):
    """The fields to change; those left out stay as they are."""

    username: str
    email: str
    display_name: str
    bio: str
    is_active: bool
    is_staff: bool
    is_superuser: bool


RIGHTS = ("is_staff", "is_superuser")


def change_person(*, person: int, **changes: Unpack[Changes]) -> User:
    """Change these fields of a user and return the updated user.

    A new username goes to the graph, and the one before is reserved for the user. Suspending a user
    (`is_active=False`) hides them and all that is theirs from everybody else and ends their
    sessions at once; reinstating restores it, unless the user has deactivated the account. The loss
    of a right ends their sessions too. Raises NotFound, and InvalidInput naming the field.
    """
    try:
        return _change(person, changes)
    except IntegrityError as error:
        raise taken(error) from error


@atomic_with_retry
def set_password(*, person: int, new: str) -> User:
    """Set a new password and end the user's sessions. Raises NotFound, InvalidInput."""
    user = lock_user(person)
    replace_password(user, new, field="password")
    return user


@atomic_with_retry
def _change(person: int, changes: Changes) -> User:
    user = lock_user(person)
    had = {field for field in RIGHTS if getattr(user, field)}
    if "email" in changes:
        email = clean_email(changes["email"])
        if email != user.email:
            # What was sent to one address says nothing of another.
            void(user, *Purpose)
        user.email = email
        check_address_is_free(user)
    for field, value in changes.items():
        if field in RIGHTS:
            setattr(user, field, value)
    user.save(update_fields=["email", *RIGHTS])
    if "username" in changes:
        name = clean_username(changes["username"])
        if name != user.username:
            take_name(user, name)
    if "is_active" in changes:
        set_standing(user, suspended=not changes["is_active"])
    if not all(getattr(user, field) for field in had):
        # What was issued to somebody who might do more is void.
        end_all_sessions(user)
    return rewrite_profile(user, display_name=changes.get("display_name"), bio=changes.get("bio"))
