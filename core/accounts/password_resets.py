"""A new password for who has forgotten theirs, by a mail to their address."""

from core.common.errors import InvalidInput
from core.common.text import can_be_kept
from core.database.transactions import atomic_with_retry
from core.ratelimit.mail_limits import count_request_for_mail

from .account_mail import enqueue_password_reset
from .mail_tokens import Purpose, check_token, redeem
from .password_changes import replace_password
from .signup import MAX_EMAIL_LENGTH


def request_password_reset(*, email: str, address: str) -> None:
    """Send a token to the user of this e-mail address, if there is one. Raises RateLimited.

    Raises InvalidInput for what is no address. The same work whether there is such a user: three
    SQL statements.
    """
    email = email.strip()
    if "@" not in email or len(email) > MAX_EMAIL_LENGTH or not can_be_kept(email):
        raise InvalidInput("Enter a valid email address.", "email")
    count_request_for_mail(address=address)
    enqueue_password_reset(email)


def reset_password(*, token: str, new: str, address: str) -> None:
    """Set a new password, which ends all sessions. Raises InvalidInput, RateLimited, Overloaded.

    Any change of password or address voids the token; a password that is refused does not. The
    address is confirmed by it. A second factor is still asked for.
    """
    check_token(token, Purpose.RESET, address=address)
    _reset(token, new)


@atomic_with_retry
def _reset(token: str, new: str) -> None:
    user, _ = redeem(token, Purpose.RESET)
    user.is_email_verified = True
    user.save(update_fields=["is_email_verified"])
    replace_password(user, new, field="newPassword")
