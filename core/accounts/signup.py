"""Joining."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from core.common.errors import InvalidInput
from core.common.text import clean_text
from core.database.transactions import atomic_with_retry
from core.journal.models import JournalKind
from core.journal.record import record

from .models import USERNAME_VALIDATOR, User
from .passwords import check_new_password

MIN_USERNAME_LENGTH = 3
MAX_USERNAME_LENGTH = 30
MAX_EMAIL_LENGTH = 254

# The constraints that promise uniqueness, and the argument that each is about.
_UNIQUE_FIELDS = {"user_username_unique": "username", "user_email_unique": "email"}


def create_user(
    *, username: str, email: str, password: str, is_staff: bool = False, is_superuser: bool = False
) -> User:
    """A new person, in both stores. Raises InvalidInput naming the field.

    Username and e-mail are kept as they are typed and unique whatever the case. The database
    alone decides who is first, so two people who want the same name at once get the same answer
    as two who want it a year apart.
    """
    user = User(
        username=clean_username(username),
        email=clean_email(email),
        is_staff=is_staff,
        is_superuser=is_superuser,
    )
    check_new_password(password, user=user, field="password")
    user.set_password(password)
    try:
        return _join(user)
    except IntegrityError as error:
        raise taken(error) from error


def clean_username(value: str) -> str:
    """The username as it is kept. Raises InvalidInput."""
    username = clean_text(value, field="username", longest=MAX_USERNAME_LENGTH)
    if len(username) < MIN_USERNAME_LENGTH:
        raise InvalidInput(
            f"A username has at least {MIN_USERNAME_LENGTH} characters.", field="username"
        )
    try:
        USERNAME_VALIDATOR(username)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), "username") from error
    return username


def clean_email(value: str) -> str:
    """The e-mail address as it is kept. Raises InvalidInput."""
    email = clean_text(value, field="email", longest=MAX_EMAIL_LENGTH)
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), "email") from error
    return User.objects.normalize_email(email)


@atomic_with_retry
def _join(user: User) -> User:
    user.pk = None  # a try before this one may have given it a number
    user.save(force_insert=True)
    record(JournalKind.USER_SAVED, actor=user.pk, username=user.username)
    return user


def taken(error: IntegrityError) -> InvalidInput | IntegrityError:
    """The refusal of a name or address that someone has, in the words of the model."""
    violated = error.__cause__.diag.constraint_name  # type: ignore[union-attr]
    for constraint in User._meta.constraints:
        if constraint.name == violated:
            return InvalidInput(
                str(constraint.violation_error_message), _UNIQUE_FIELDS[constraint.name]
            )
    return error
