"""What staff change of a user: name and address, suspension, rights, password."""

from typing import TypedDict, Unpack

from django.db import IntegrityError

from core.database.transactions import atomic_with_retry
from core.journal.models import JournalKind
from core.journal.record import record
from core.search import name_words

from .locks import lock_user
from .models import User
from .password_changes import replace_password
from .profiles import rewrite_profile
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

    A new username goes to the graph. Suspending a user (`is_active=False`) hides them and all that
    is theirs from everybody else and ends their sessions at once; reinstating restores it, unless
    the user has deactivated the account. The loss of a right ends their sessions too. Raises
    NotFound, and InvalidInput naming the field.
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
    renamed = "username" in changes and changes["username"] != user.username
    before = name_words(user.username, user.display_name)
    had = {field for field in RIGHTS if getattr(user, field)}
    if "username" in changes:
        user.username = clean_username(changes["username"])
    if "email" in changes:
        user.email = clean_email(changes["email"])
        check_address_is_free(user)
    for field, value in changes.items():
        if field in RIGHTS:
            setattr(user, field, value)
    names = ["name_words"] if renamed else []
    user.save(update_fields=["username", "email", *RIGHTS, *names])
    if renamed:
        if name_words(user.username, user.display_name) == before:
            # PostgreSQL cannot tell words that stay from words that were forgotten.
            user.save(update_fields=["name_words"])
        record(JournalKind.USER_SAVED, actor=user.pk, username=user.username)
    if "is_active" in changes:
        set_standing(user, suspended=not changes["is_active"])
    if not all(getattr(user, field) for field in had):
        # What was issued to somebody who might do more is void.
        end_all_sessions(user)
    return rewrite_profile(user, display_name=changes.get("display_name"), bio=changes.get("bio"))
