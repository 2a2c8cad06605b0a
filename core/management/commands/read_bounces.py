"""`manage.py read_bounces`: marks the addresses that reports of failed deliveries name."""

import mailbox
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from email import message_from_binary_file
from email.message import Message
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from core.mail.bounces import failed_addresses, mark_bouncing


class Command(BaseCommand):
    """`manage.py read_bounces`."""

    help = (
        "Read reports of failed deliveries (RFC 3464), one from standard input or all of a "
        "maildir, and send no more mail to the addresses that they name until these are "
        "confirmed again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the maildir."""
        parser.add_argument(
            "maildir", nargs="?", type=Path, help="A maildir, which is emptied of what was read."
        )

    def handle(self, *args: Any, maildir: Path | None = None, **options: Any) -> None:
        """Mark the addresses and print how many were not marked before, never which."""
        marked = sum(mark_bouncing(failed_addresses(report)) for report in _reports(maildir))
        self.stdout.write(f"Marked as bouncing: {marked}.")


def _reports(maildir: Path | None) -> Iterator[Message]:
    """Return the reports; one of a maildir is removed once the next is asked for."""
    if maildir is None:
        yield message_from_binary_file(sys.stdin.buffer)
        return
    box = mailbox.Maildir(maildir, create=False)
    for key, report in box.items():
        yield report
        box.remove(key)
