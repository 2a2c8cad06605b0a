"""Changing the e-mail address: confirmed at both ends, and cancelled by the old one for a week."""

from django.db import IntegrityError
from django.db.models.functions import Now

from core.common.errors import InvalidInput
from core.database.transactions import atomic_with_retry
from core.ratelimit.mail_limits import count_request_for_mail
from core.rules import check_address

from .account_mail import enqueue_change_mails, enqueue_token_mail
from .locks import lock_user
from .mail_tokens import MailToken, Purpose, check_token, redeem, void, void_later
from .models import User
from .password_changes import counted_as_try
from .passwords import check_own_password
from .sessions import end_sessions_of
from .signup import check_address_is_free, clean_email, taken

_ENDS = (Purpose.CHANGE_OLD, Purpose.CHANGE_NEW)
# Of an address that is not the user's any more.
_OF_THE_OLD_ONE = (Purpose.VERIFY, Purpose.RESET, *_ENDS)


def change_email(*, user: User, new: str, password: str, address: str) -> None:
    """Ask at both ends whether the user's address becomes `new`. Raises InvalidInput, RateLimited.

    An address that was never confirmed is not asked. Whether `new` is somebody's shows neither in
    the answer nor in its time: a job finds out, and writes to them instead. `address` is the
    client's.
    """
    email = clean_email(new, field="newEmail")
    check_address(email, field="newEmail", version=user.rules_version)
    if email.lower() == user.email.lower():
        raise InvalidInput("This is your address already.", "newEmail")
    with counted_as_try(user, address):
        check_own_password(user, password, field="password")
    count_request_for_mail(address=address)
    _request(user, email, password)


@atomic_with_retry
def _request(user: User, email: str, password: str) -> None:
    found = lock_user(user.pk)
    if found.password != user.password:
        check_own_password(found, password, field="password")
    void(found, *_ENDS)
    enqueue_change_mails(found, new=email)


def confirm_email_change(*, token: str, address: str) -> bool:
    """Confirm a change at one end; returns whether it is done, or the other end has yet to.

    Raises InvalidInput, also where somebody else has taken the address meanwhile, and RateLimited.
    """
    check_token(token, *_ENDS, address=address)
    try:
        return _confirm(token)
    except IntegrityError as error:
        raise taken(error) from error


@atomic_with_retry
def _confirm(token: str) -> bool:
    user, row = redeem(token, *_ENDS)
    confirmed = set(
        MailToken.objects.filter(
            user=user,
            address=row.address,
            purpose__in=_ENDS,
            used_at__isnull=False,
            expires_at__gt=Now(),
        ).values_list("purpose", flat=True)
    )
    if confirmed == set(_ENDS) or (Purpose.CHANGE_NEW in confirmed and not user.is_email_verified):
        _change(user, row.address)
        return True
    return False


def _change(user: User, new: str) -> None:
    old, was_verified = user.email, user.is_email_verified
    _set_address(user, new)
    if was_verified:
        enqueue_token_mail(user, Purpose.UNDO_CHANGE, to=old, address=old)


def cancel_email_change(*, token: str, address: str) -> None:
    """Give the account its old address back, and end all sessions. Raises InvalidInput.

    The old address has a week for it, in which nobody else may take it. Later changes are cancelled
    with it: their old addresses cannot take the account back. Raises RateLimited.
    """
    check_token(token, Purpose.UNDO_CHANGE, address=address)
    _cancel(token)


@atomic_with_retry
def _cancel(token: str) -> None:
    user, row = redeem(token, Purpose.UNDO_CHANGE)
    void_later(row)
    _set_address(user, row.address)
    end_sessions_of(user)


def _set_address(user: User, address: str) -> None:
    """Set an address that is confirmed; what was sent to the one before is void."""
    user.email, user.is_email_verified = address, True
    check_address_is_free(user)
    user.save(update_fields=["email", "is_email_verified"])
    void(user, *_OF_THE_OLD_ONE)
