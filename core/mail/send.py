"""A mail from a template, in the language of who gets it."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.common.bidi import isolated
from core.jobs.mail import send_mail


class Recipient(Protocol):
    """A user, as far as mail knows them."""

    username: str
    email: str
    language: str
    is_email_verified: bool

    def get_full_name(self) -> str:
        """Return the name to show."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that is ready to be sent; the subject is one line."""

    subject: str
    text: str
    html: str


def mail_user(user: Recipient, name: str, **context: Any) -> None:
    """Enqueue a mail in the transaction of what it is about; without secrets (see README.md).

    Nothing is sent to an address that was never confirmed, or that bounces. One SQL statement.
    """
    if not user.is_email_verified:
        return
    written = write(user, name, **context)
    send_mail(to=user.email, subject=written.subject, text=written.text, html=written.html)


def write(user: Recipient, name: str, /, **context: Any) -> Written:
    """Return the mail `core/templates/mail/NAME.{subject.txt,txt,html}` in the user's language."""
    language = user.language or settings.LANGUAGE_CODE
    known = {
        "name": isolated(user.get_full_name()),
        "username": user.username,
        "language": language,
        "public_url": settings.PUBLIC_URL,
        **context,
    }
    with translation.override(language):
        subject = render_to_string(f"mail/{name}.subject.txt", known, using="text")
        text = render_to_string(f"mail/{name}.txt", known, using="text")
        html = render_to_string(f"mail/{name}.html", known, using="django")
    # A name cannot end the subject's line, or it would begin a header.
    return Written(" ".join(subject.split()), text.strip() + "\n", html)
