"""What people are told by mail of their own account."""

from core.accounts.models import User
from core.jobs.mail import send_mail


def tell_of_new_password(user: User) -> None:
    """In the transaction of the change. One SQL statement."""
    send_mail(
        to=user.email,
        subject="Your password was changed",
        text=f"Hello {user.get_full_name()},\n\nthe password of your account {user.username} was "
        "changed, and all your sessions were ended.\n\nIf that was not you, tell us.\n",
    )


def tell_of_deletion(user: User) -> None:
    """In the transaction of the deletion, while the address is still known. One SQL statement."""
    send_mail(
        to=user.email,
        subject="Your account was deleted",
        text=f"Hello {user.get_full_name()},\n\nyour account {user.username} was deleted. What you "
        "wrote can be seen by nobody any more, and is removed from our stores now.\n",
    )
