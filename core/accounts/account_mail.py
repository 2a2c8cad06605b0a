"""The jobs that send mails with a token: the token is made where it is sent, and kept nowhere."""

import logging
import secrets

from django.conf import settings
from procrastinate.contrib.django import app

from core.database.clock import database_now
from core.database.transactions import atomic_with_retry
from core.jobs.mail import ATTEMPTS, deliver_now, is_too_old, new_message_id
from core.jobs.retry import Backoff
from core.mail import mail_user, write
from core.ratelimit.mail_limits import mail_to

from .auth_backend import user_by_email
from .mail_tokens import Purpose, issue
from .models import User

logger = logging.getLogger(__name__)

# The template of each, and the page that its link opens (api/account_mail/pages.py).
_MAILS = {
    Purpose.VERIFY: ("verify_email", "verify"),
    Purpose.RESET: ("reset_password", "reset-password"),
    Purpose.CHANGE_OLD: ("confirm_change_old", "confirm-email"),
    Purpose.CHANGE_NEW: ("confirm_change_new", "confirm-email"),
    Purpose.UNDO_CHANGE: ("email_changed", "cancel-email-change"),
    Purpose.END_SESSIONS: ("sign_in", "end-sessions"),
}

# These may reach somebody who has no account here.
_TO_UNCONFIRMED = (Purpose.VERIFY, Purpose.CHANGE_NEW)


def enqueue_token_mail(
    user: User, purpose: Purpose, *, to: str, address: str, **context: str
) -> None:
    """Send a mail with a token to `to` once the transaction commits. One SQL statement.

    `address` is what the token is about; the context is for the template. One that cancels a change
    reserves the address from now on, not only once the mail is sent: three SQL statements.
    """
    job = _job()
    if purpose is Purpose.UNDO_CHANGE:
        issue(user, purpose, address=address, seed=job["seed"])
    send_token_mail.defer(
        user=user.pk, purpose=purpose.value, to=to, address=address, context=context, **job
    )


def enqueue_password_reset(address: str) -> None:
    """Send a token to the user of this address, if there is one. One SQL statement.

    Whether there is one is found out by the job, so it is the same work for the request.
    """
    send_password_reset.defer(address=address, **_job())


def enqueue_change_mails(user: User, *, new: str) -> None:
    """Ask at both ends whether the address of the user becomes `new`. One SQL statement.

    To the user of `new`, if there is one, goes a mail that somebody wants it instead.
    """
    send_change_mails.defer(user=user.pk, new=new)


def _job() -> dict[str, str]:
    """Return what stays the same however often the job is retried."""
    return {
        "seed": secrets.token_hex(),
        "message_id": new_message_id(),
        "written_at": database_now().isoformat(),
    }


@app.task(name="send_token_mail", queue="mail", retry=Backoff(attempts=ATTEMPTS))
def send_token_mail(
    *,
    user: int,
    purpose: int,
    to: str,
    address: str,
    seed: str,
    message_id: str,
    written_at: str,
    context: dict[str, str] | None = None,
) -> None:
    """Make the token and send it. Raises NotSent for what is worth a retry."""
    found = User.objects.filter(pk=user).first()
    if found is not None and not is_too_old(written_at):
        _send(found, Purpose(purpose), to, address, seed, message_id, **(context or {}))


@app.task(name="send_password_reset", queue="mail", retry=Backoff(attempts=ATTEMPTS))
def send_password_reset(*, address: str, seed: str, message_id: str, written_at: str) -> None:
    """Send a token to the user of this address, if any. Raises NotSent."""
    found = user_by_email(address)
    if found is not None and not is_too_old(written_at):
        _send(found, Purpose.RESET, found.email, found.email, seed, message_id)


@app.task(name="send_change_mails", queue="mail", retry=Backoff())
@atomic_with_retry
def send_change_mails(*, user: int, new: str) -> None:
    """Enqueue the mails of a change of address."""
    found = User.objects.filter(pk=user).first()
    if found is None:
        return
    if found.is_email_verified:
        enqueue_token_mail(found, Purpose.CHANGE_OLD, to=found.email, address=new)
    other = user_by_email(new)
    if other is not None and other.pk != found.pk:
        _tell_of_wish(other)
    else:
        enqueue_token_mail(found, Purpose.CHANGE_NEW, to=new, address=new)


def _tell_of_wish(user: User) -> None:
    """Tell a user that somebody wants their address; of many wishes only of some."""
    with mail_to(user.email) as may_be_sent:
        if may_be_sent:
            mail_user(user, "address_wanted")


def _send(
    user: User,
    purpose: Purpose,
    to: str,
    address: str,
    seed: str,
    message_id: str,
    **context: str,
) -> None:
    token = issue(user, purpose, address=address, seed=seed)
    if token is None:
        return
    template, page = _MAILS[purpose]
    # In the fragment, which browsers send to nobody: neither in a request nor as the referrer.
    link = f"{settings.PUBLIC_URL}/account/{page}/#{token}"
    if purpose in _TO_UNCONFIRMED:
        # Or anybody could have us send a text of theirs to whom they like.
        context["name"] = user.username
    written = write(user, template, link=link, token=token, address=address, **context)
    with mail_to(to) as may_be_sent:
        if may_be_sent:
            deliver_now(
                to=to,
                subject=written.subject,
                text=written.text,
                html=written.html,
                message_id=message_id,
            )
        else:
            logger.warning("Mail not sent: its address got too many.")
