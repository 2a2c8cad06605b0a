"""How many mails may be asked for, how many one address gets, and how often tokens may be tried.

What one address gets is counted where it is sent, and more is dropped in silence: an answer would
say whether the address has an account, and a count of what was only asked for could be used up by
others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from core.common.email_addresses import email_key
from core.common.errors import RateLimited
from core.common.keyed_hashes import keyed_hash

from . import limits
from .login_throttle import too_many


def count_request_for_mail(*, address: str) -> None:
    """Count a mail that this client asks for. Raises RateLimited. One SQL statement."""
    if refusal := _refusal(keyed_hash("mails client", address), "mails_client"):
        raise refusal


def refusal_of_mail_tokens(*, address: str) -> RateLimited | None:
    """Count a wrong token from this client; returns the error if they are too many."""
    return _refusal(keyed_hash("mail tokens", address), "mail_tokens")


@contextmanager
def mail_to(address: str) -> Iterator[bool]:
    """Count a mail to this e-mail address; yields whether it may be sent.

    One that was not sent, as the block raised, does not count. Two SQL statements at most.
    """
    key, rate = keyed_hash("mails to", email_key(address)), settings.RATES["mails_to"]
    if rate is None:
        yield True
        return
    may_be_sent = not limits.consume(key, rate)
    try:
        yield may_be_sent
    except Exception:
        if may_be_sent:
            limits.refund(key, rate)
        raise


def _refusal(key: UUID, name: str) -> RateLimited | None:
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Counted before the transaction.")
    rate = settings.RATES[name]
    wait = rate and limits.consume(key, rate)
    return too_many(wait) if wait else None
