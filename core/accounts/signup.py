"""Signing up."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from core.common.email_addresses import canonical_email, spellings_of
from core.common.errors import InvalidInput
from core.common.text import check_length, clean_text
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
    """Create a user, in both stores. Raises InvalidInput naming the field.

    Both are unique whatever the case, and the address in every spelling of its domain. The database
    decides which of two simultaneous sign-ups is first.
    """
    user = User(
        username=clean_username(username),
        email=clean_email(email),
        is_staff=is_staff,
        is_superuser=is_superuser,
    )
    check_new_password(password, user=user, field="password")
    check_address_is_free(user)
    user.set_password(password)
    try:
        return _join(user)
    except IntegrityError as error:
        raise taken(error) from error


def clean_username(value: str) -> str:
    """Return the username as it is stored. Raises InvalidInput."""
    username = clean_text(value, field="username", longest=MAX_USERNAME_LENGTH)
    if len(username) < MIN_USERNAME_LENGTH:
        raise InvalidInput(
            f"A username must have at least {MIN_USERNAME_LENGTH} characters.", field="username"
        )
    try:
        USERNAME_VALIDATOR(username)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), "username") from error
    if not any(character.isalnum() for character in username):
        raise InvalidInput("A username must have a letter or a digit.", "username")
    return username


def clean_email(value: str) -> str:
    """Return the e-mail address as it is stored, its domain as DNS has it. Raises InvalidInput."""
    email = clean_text(value, field="email", longest=MAX_EMAIL_LENGTH)
    try:
        email = canonical_email(email)
        validate_email(email)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), "email") from error
    except ValueError as error:
        raise InvalidInput(str(validate_email.message), "email") from error
    check_length(email, field="email", longest=MAX_EMAIL_LENGTH)
    return email


def check_address_is_free(user: User) -> None:
    """Raise InvalidInput where another user has this address in the spelling of a past release.

    The index tells all other users apart. One SQL statement, none for a domain in plain ASCII.
    """
    others = spellings_of(user.email)[1:]
    if others and User.objects.filter(email__lower__in=others).exclude(pk=user.pk).exists():
        raise _refusal_of("user_email_unique")


@atomic_with_retry
def _join(user: User) -> User:
    user.pk = None  # an earlier attempt may have set it
    user.save(force_insert=True)
    record(JournalKind.USER_SAVED, actor=user.pk, username=user.username)
    return user


def taken(error: IntegrityError) -> InvalidInput | IntegrityError:
    """Return the InvalidInput for a taken name or address, with the message of the model."""
    violated = error.__cause__.diag.constraint_name  # type: ignore[union-attr]
    return _refusal_of(violated) if violated in _UNIQUE_FIELDS else error


def _refusal_of(name: str) -> InvalidInput:
    (constraint,) = (each for each in User._meta.constraints if each.name == name)
    return InvalidInput(str(constraint.violation_error_message), _UNIQUE_FIELDS[name])
