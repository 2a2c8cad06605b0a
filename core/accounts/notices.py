"""Mails to users about their own account."""

from core.accounts.models import User
from core.common.bidi import isolated
from core.mail import mail_user


def tell_of_new_password(user: User) -> None:
    """Enqueue a mail in the transaction of the change. One SQL statement."""
    mail_user(user, "new_password")


def tell_of_new_api_token(user: User, *, name: str) -> None:
    """Enqueue a mail in the transaction of the new token. One SQL statement."""
    mail_user(user, "new_api_token", token_name=isolated(name))


def tell_of_new_webhook(user: User, *, host: str) -> None:
    """Enqueue a mail in the transaction of the new webhook. One SQL statement."""
    mail_user(user, "new_webhook", host=host)


def tell_of_disabled_webhook(user: User, *, host: str) -> None:
    """Enqueue a mail in the transaction that disables the webhook. One SQL statement."""
    mail_user(user, "webhook_disabled", host=host)


def tell_of_deletion(user: User) -> None:
    """Enqueue a mail in the transaction of the deletion. One SQL statement."""
    mail_user(user, "account_deleted")


def tell_of_deactivation(user: User, *, days: int) -> None:
    """Enqueue a mail in the transaction of the deactivation. One SQL statement."""
    mail_user(user, "account_deactivated", days=days)


def tell_of_reactivation(user: User) -> None:
    """Enqueue a mail in the transaction of the reactivation. One SQL statement."""
    mail_user(user, "account_reactivated")
