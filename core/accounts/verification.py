"""Confirming that mail to a user's address reaches them."""

from core.database.transactions import atomic_with_retry
from core.ratelimit.mail_limits import count_request_for_mail

from .account_mail import enqueue_token_mail
from .locks import lock_user
from .mail_tokens import Purpose, check_token, redeem
from .models import User


def verify_email(*, token: str, address: str) -> User:
    """Confirm the address that the token was sent to. Raises InvalidInput, RateLimited."""
    check_token(token, Purpose.VERIFY, address=address)
    return _verify(token)


@atomic_with_retry
def _verify(token: str) -> User:
    user, _ = redeem(token, Purpose.VERIFY)
    user.is_email_verified = True
    user.save(update_fields=["is_email_verified"])
    return user


def resend_verification(*, user: User, address: str) -> None:
    """Send another token to the user's address; none where it is confirmed. Raises RateLimited."""
    if not user.is_email_verified:
        count_request_for_mail(address=address)
        _resend(user)


@atomic_with_retry
def _resend(user: User) -> None:
    found = lock_user(user.pk)
    if not found.is_email_verified:
        enqueue_token_mail(found, Purpose.VERIFY, to=found.email, address=found.email)
