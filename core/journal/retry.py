"""Retrying dead-lettered entries."""

from collections.abc import Iterable

from django.db import transaction

from core.database.transactions import atomic_with_retry

from .apply import wake_relay
from .models import JournalEntry


@atomic_with_retry
def try_again(entries: Iterable[int]) -> int:
    """Have the relay retry those of these entries that are dead-lettered; returns how many were.

    They keep the error of the last attempt until they are applied.
    """
    count = JournalEntry.objects.filter(
        pk__in=list(entries), set_aside_at__isnull=False, applied_at__isnull=True
    ).update(attempts=0, retry_at=None, set_aside_at=None)
    if count:
        transaction.on_commit(wake_relay)
    return count
