"""The mail about a sign-in from a place that the user has not signed in from."""

from core.database.clock import database_now

from .account_mail import enqueue_token_mail
from .clients import Client
from .mail_tokens import Purpose
from .models import RefreshToken, User


def tell_of_sign_in(user: User, client: Client) -> None:
    """Enqueue a mail about a sign-in from an address that is not one of the user's.

    Not where a session of theirs is of the same network, or the e-mail address is unconfirmed. It
    has a code that ends all sessions. Four SQL statements at most. Call it before the session
    begins.
    """
    known = RefreshToken.objects.filter(user=user, place=client.place)
    if user.is_email_verified and not known.exists():
        enqueue_token_mail(
            user,
            Purpose.END_SESSIONS,
            to=user.email,
            address=user.email,
            time=f"{database_now():%Y-%m-%d %H:%M} UTC",
            device=client.device,
            place=client.place,
        )
