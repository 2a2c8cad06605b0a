"""Mails to users about their own account."""

from core.accounts.models import User
from core.mail import mail_user


def tell_of_new_password(user: User) -> None:
    """Enqueue a mail in the transaction of the change. One SQL statement."""
    mail_user(user, "new_password")


def tell_of_deletion(user: User) -> None:
    """Enqueue a mail in the transaction of the deletion. One SQL statement."""
    mail_user(user, "account_deleted")
