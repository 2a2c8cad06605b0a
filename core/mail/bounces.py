"""Addresses to which mail cannot be delivered: nothing more goes there until they are confirmed.

A report of a failed delivery is a mail, which anybody can forge. So only a permanent failure
(`Action: failed`, a status of class 5) counts, and all that it does is to ask for a new
confirmation. Source: RFC 3464, section 2.3.
"""

from collections.abc import Iterable, Iterator
from email.message import Message
from email.utils import parseaddr
from typing import Any, LiteralString

from django.db import connection
from django.dispatch import receiver

from core.common.signals import mail_rejected

_MARK: LiteralString = """UPDATE core_user SET is_email_verified = false
    WHERE lower(email) = ANY(%s) AND is_email_verified AND deleted_at IS NULL"""


def mark_bouncing(addresses: Iterable[str]) -> int:
    """Mark the users of these addresses; returns how many were not before. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [sorted({address.lower() for address in addresses})])
        return int(cursor.rowcount)


def failed_addresses(report: Message) -> Iterator[str]:
    """Return the addresses that a delivery status notification says have permanently failed."""
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
