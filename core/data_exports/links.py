"""Links to the file of an export: short-lived, and of use to its user alone."""

import hmac
from datetime import datetime, timedelta

from django.db.models.functions import Now

from core.accounts.models import User
from core.common.keyed_hashes import key_for

from .models import DataExport

LIFE = timedelta(minutes=10)
# Of the two numbers of a link.
MAX_DIGITS = 19


def link_to(export: DataExport, at: datetime) -> str:
    """Return the last part of the URL of this file: which one, until when, and a signature.

    `at` is the time by PostgreSQL's clock.
    """
    until = int((at + LIFE).timestamp())
    return f"{export.pk}.{until}.{_signature(export.pk, until, export.user_id)}"


def export_at(user: User, link: str) -> DataExport | None:
    """Return the export that a link of ours names, if it is this user's and not over.

    `user` is who asks, by a token: a link of somebody else's is none. One SQL statement.
    """
    match link.split("."):
        case [pk, until, signature] if _is_number(pk) and _is_number(until):
            expected = _signature(int(pk), int(until), user.pk)
        case _:
            return None
    is_ours = hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))
    if not is_ours or int(until) < user.seen_at.timestamp():
        return None
    ready = DataExport.objects.filter(user=user.pk, state=DataExport.State.READY)
    return ready.filter(pk=int(pk), expires_at__gt=Now()).first()


def _signature(export: int, until: int, user: int) -> str:
    said = f"{export}.{until}.{user}".encode()
    return hmac.digest(key_for("links to data exports"), said, "sha256").hex()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
