"""Addresses to which mail cannot be delivered: nothing more goes there until they are confirmed.

A report of a failed delivery is a mail, which anybody can write. So it counts only with the
Message-ID of a mail that was sent to the address, which is signed (core/jobs/mail.py): a forged one
would stop the user's notices, and free a thief of the password from asking at the old address. And
only a permanent failure counts (`Action: failed`, a status of class 5). Source: RFC 3464, sections
2 and 2.3.
"""

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from typing import Any, LiteralString

from django.db import connection
from django.dispatch import receiver

from core.common.signals import mail_rejected
from core.jobs.mail import is_signed

_HEADERS_ALONE = ("text/rfc822-headers", "message/rfc822-headers")
_MARK: LiteralString = """UPDATE core_user SET is_email_verified = false
    WHERE lower(email) = ANY(%s) AND is_email_verified AND deleted_at IS NULL"""


def mark_bouncing(addresses: Iterable[str]) -> int:
    """Mark the users of these addresses; returns how many were not before. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [sorted({address.lower() for address in addresses})])
        return int(cursor.rowcount)


def failed_addresses(report: Message) -> Iterator[str]:
    """Return the addresses that a delivery status notification says have permanently failed.

    Of mails that we sent there, as the Message-ID in what it returns of them shows.
    """
    message_ids = list(_returned_message_ids(report))
    for address in _failed(report):
        if any(is_signed(each, to=address) for each in message_ids):
            yield address


def _returned_message_ids(report: Message) -> Iterator[str]:
    """Return the Message-IDs of what was returned, whole (RFC 3462) or only its headers."""
    for part in report.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (str(each["Message-ID"]) for each in payload if isinstance(each, Message))
        elif part.get_content_type() in _HEADERS_ALONE:
            headers = part.get_payload(decode=True)
            returned = message_from_bytes(headers if isinstance(headers, bytes) else b"")
            yield str(returned["Message-ID"] or "")


def _failed(report: Message) -> Iterator[str]:
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        for fields in payload if isinstance(payload, list) else []:
            if not isinstance(fields, Message):
                continue
            action = str(fields.get("Action", "")).strip().lower()
            status = str(fields.get("Status", "")).strip()
            if action == "failed" and status.startswith("5."):
                yield from _address_in(fields)


def _address_in(fields: Any) -> Iterator[str]:
    recipient = fields.get("Original-Recipient") or fields.get("Final-Recipient") or ""
    _, _, address = str(recipient).partition(";")
    _, address = parseaddr(address.strip())
    if "@" in address:
        yield address


@receiver(mail_rejected)
def _rejected(address: str, **_: Any) -> None:
    mark_bouncing([address])
