"""The e-mail backend of development: sends nothing, and shows everything."""

import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from . import box


class EmailBackend(BaseEmailBackend):
    """Puts mails into the box of /dev/mail/, and prints their text."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Show each; returns how many."""
        for each in email_messages:
            box.put(each.message().as_bytes())
            to = ", ".join(each.to)
            sys.stdout.write(f"\nMail to {to}: {each.subject}\n\n{each.body}\n")
            sys.stdout.write(f"It is at {settings.PUBLIC_URL}/dev/mail/, too.\n\n")
        sys.stdout.flush()
        return len(email_messages)
