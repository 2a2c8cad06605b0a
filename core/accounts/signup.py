"""Signing up."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from core.common.email_addresses import canonical_email, rivals_of
from core.common.errors import InvalidInput
from core.common.faults import Faults
from core.common.text import check_length, clean_text
from core.database.transactions import atomic_with_retry
from core.journal.models import JournalKind
from core.journal.record import record

from .account_mail import enqueue_token_mail
from .mail_tokens import Purpose, is_reserved
from .models import USERNAME_VALIDATOR, User
from .old_usernames import check_is_not_reserved
from .passwords import check_new_password

MIN_USERNAME_LENGTH = 3
MAX_USERNAME_LENGTH = 30
MAX_EMAIL_LENGTH = 254

# The constraints that promise uniqueness, and the argument that each is about.
_UNIQUE_FIELDS = {"user_username_unique": "username", "user_email_unique": "email"}


def create_user(
    *,
    username: str,
    email: str,
    password: str,
    is_staff: bool = False,
    is_superuser: bool = False,
    language: str = "",
    is_email_verified: bool = True,
    check_name: Callable[[str], None] = lambda username: None,
    check_email: Callable[[str], None] = lambda email: None,
) -> User:
    """Create a user, in both stores. Raises InvalidInput naming every field at fault.

    Both are unique whatever the case, and the address in every spelling of its domain. The database
    decides which of two simultaneous sign-ups is first. `check_name` raises InvalidInput for a name
    that may not be chosen, and `check_email` for such an address. An address that is not verified
    gets a mail to confirm it.
    """
    user = User(
        is_staff=is_staff,
        is_superuser=is_superuser,
        language=language,
        is_email_verified=is_email_verified,
    )
    faults = Faults()
    with faults.collect():
        user.username = clean_username(username)
        check_name(username)
    with faults.collect():
        user.email = clean_email(email)
        check_email(user.email)
    with faults.collect():
        check_new_password(password, user=user, field="password")
    if faults.were_found:
        _add_taken(faults, user)
    else:
        with faults.collect():
            check_address_is_free(user)
    faults.report()
    user.set_password(password)
    try:
        return _join(user)
    except IntegrityError as error:
        _add_taken(faults, user)
        faults.report()
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


def clean_email(value: str, *, field: str = "email") -> str:
    """Return the e-mail address as it is stored, its domain as DNS has it. Raises InvalidInput."""
    email = clean_text(value, field=field, longest=MAX_EMAIL_LENGTH)
    try:
        email = canonical_email(email)
        validate_email(email)
        # Django takes "ſ" and the sign of kelvin for letters of ASCII, whatever their case.
        email.encode("ascii")
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field) from error
    except ValueError as error:
        raise InvalidInput(str(validate_email.message), field) from error
    check_length(email, field=field, longest=MAX_EMAIL_LENGTH)
    return email


def check_address_is_free(user: User) -> None:
    """Raise InvalidInput where another user has this address in a spelling that is not stored now.

    One of a past release, or of programs of IDNA 2003. The index tells all other users apart. Or
    where another user may still take it back (email_changes.py). Two SQL statements, one for a
    domain in plain ASCII.
    """
    others = rivals_of(user.email)[1:]
    if is_reserved(user.email, user):
        raise _refusal_of("user_email_unique")
    if others and User.objects.filter(email__lower__in=others).exclude(pk=user.pk).exists():
        raise _refusal_of("user_email_unique")


def _add_taken(faults: Faults, user: User) -> None:
    """Add the fault of a name and of an address that is taken; an empty one is none.

    Cost: one SQL statement for each, and one for a domain that is not in plain ASCII.
    """
    if user.email:
        with faults.collect():
            check_address_is_free(user)
    for constraint in User._meta.constraints:
        field = _UNIQUE_FIELDS[constraint.name]
        if getattr(user, field):
            try:
                constraint.validate(User, user)
            except ValidationError as error:
                faults.add(InvalidInput(" ".join(error.messages), field))


@atomic_with_retry
def _join(user: User) -> User:
    user.pk = None  # an earlier attempt may have set it
    user.save(force_insert=True)
    check_is_not_reserved(user)
    record(JournalKind.USER_SAVED, actor=user.pk, username=user.username)
    if not user.is_email_verified:
        enqueue_token_mail(user, Purpose.VERIFY, to=user.email, address=user.email)
    return user


def taken(error: IntegrityError) -> InvalidInput | IntegrityError:
    """Return the InvalidInput for a taken name or address, with the message of the model."""
    violated = error.__cause__.diag.constraint_name  # type: ignore[union-attr]
    return _refusal_of(violated) if violated in _UNIQUE_FIELDS else error


def _refusal_of(name: str) -> InvalidInput:
    (constraint,) = (each for each in User._meta.constraints if each.name == name)
    return InvalidInput(str(constraint.violation_error_message), _UNIQUE_FIELDS[name])
