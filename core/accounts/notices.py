"""Mails to users about their own account."""

from core.accounts.models import User
from core.common.bidi import isolated
from core.jobs.mail import send_mail


def tell_of_new_password(user: User) -> None:
    """Enqueue a mail in the transaction of the change. One SQL statement."""
    send_mail(
        to=user.email,
        subject="Your password was changed",
        text=f"Hello {isolated(user.get_full_name())},\n\n"
        f"the password of your account {user.username} was "
        "changed, and all your sessions were ended.\n\nIf this was not you, contact us.\n",
    )


def tell_of_deletion(user: User) -> None:
    """Enqueue a mail in the transaction of the deletion. One SQL statement."""
    send_mail(
        to=user.email,
        subject="Your account was deleted",
        text=f"Hello {isolated(user.get_full_name())},\n\n"
        f"your account {user.username} was deleted. "
        "Nobody can see your posts and comments any more; they are being removed.\n",
    )
