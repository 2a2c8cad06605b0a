"""Mail to one user, enqueued in the transaction of what it is about."""

import hmac
import json
import logging
from datetime import datetime, timedelta
from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from procrastinate.contrib.django import app

from core.common.email_addresses import email_key
from core.common.keyed_hashes import key_for
from core.common.signals import mail_rejected
from core.database.clock import database_now

from .retry import Backoff

logger = logging.getLogger(__name__)

# Attempts over most of a day; older mails are dropped.
ATTEMPTS = 30
# Hexadecimal digits.
SIGNATURE_LENGTH = 32
MAX_LIFE_LENGTH = timedelta(days=1)


class NotSent(Exception):
    """The mail server was unavailable or asked to retry. The message contains no address."""


def send_mail(*, to: str, subject: str, text: str, html: str = "") -> None:
    """Send a mail once the caller's transaction commits, by a worker. One SQL statement.

    It is for mails that hold no secret, as the job keeps them until they are sent.

    A worker that dies after the server accepted the mail sends it again, under the same
    Message-ID, and at most ATTEMPTS times.
    """
    deliver.defer(
        to=to,
        subject=subject,
        text=text,
        html=html,
        message_id=new_message_id(),
        written_at=database_now().isoformat(),
    )


def new_message_id() -> str:
    """Return a Message-ID of the sender's domain."""
    return make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">"))


def signed(message_id: str, *, to: str) -> str:
    """Return the Message-ID under which this one is sent to an address.

    Who has not got a mail to this address cannot name one, and so cannot forge a report that it was
    not delivered.
    """
    unique, _, domain = message_id.strip("<>").rpartition("@")
    return f"<{unique}.{_signature(unique, to)}@{domain}>"


def is_signed(message_id: str, *, to: str) -> bool:
    """Return whether we sent a mail of this Message-ID to this address."""
    named, _, _ = message_id.strip().strip("<>").rpartition("@")
    unique, _, signature = named.rpartition(".")
    expected = _signature(unique, to).encode()
    return hmac.compare_digest(expected, signature.encode(errors="replace"))


def _signature(unique: str, to: str) -> str:
    said = json.dumps([unique, email_key(to)]).encode()
    return hmac.new(key_for("message ids"), said, "sha256").hexdigest()[:SIGNATURE_LENGTH]


@app.task(name="send_mail", queue="mail", retry=Backoff(attempts=ATTEMPTS))
def deliver(
    *, to: str, subject: str, text: str, message_id: str, written_at: str, html: str = ""
) -> None:
    """Send the mail to the server. Raises NotSent for what is worth a retry."""
    if is_too_old(written_at):
        return
    deliver_now(to=to, subject=subject, text=text, html=html, message_id=message_id)


def is_too_old(written_at: str) -> bool:
    """Return whether a mail of this time is dropped, which is logged. One SQL statement."""
    too_old = database_now() - datetime.fromisoformat(written_at) > MAX_LIFE_LENGTH
    if too_old:
        logger.warning("Mail not sent within a day; dropped.")
    return too_old


def deliver_now(*, to: str, subject: str, text: str, html: str, message_id: str) -> None:
    """Send the mail to the server, in a job. Raises NotSent for what is worth a retry.

    An address that the server permanently rejects is announced by `mail_rejected`.
    """
    headers = {"Message-ID": signed(message_id, to=to)}
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    if html:
        mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        code = _code(error)
        if not 500 <= code < 600:
            raise NotSent(f"{type(error).__name__} {code or ''}".strip()) from None
        logger.warning("The mail server permanently rejected a mail (%d).", code)
        if isinstance(error, SMTPRecipientsRefused):
            mail_rejected.send(sender=None, address=to)


def _code(error: Exception) -> int:
    """Return the SMTP status code of the answer; 0 without one."""
    if isinstance(error, SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0
