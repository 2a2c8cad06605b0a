"""Mails about changes of the second factor."""

from enum import StrEnum

from core.accounts.models import User
from core.mail import mail_user


class Change(StrEnum):
    """What was changed; the template names each."""

    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES = "codes"
    ALL_REMOVED = "all_removed"


def tell(user: User, change: Change) -> None:
    """Enqueue a mail in the transaction of the change. One SQL statement."""
    mail_user(user, "second_factor", change=change.value)
