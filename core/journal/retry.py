"""Another chance for entries that the relay gave up on."""

from collections.abc import Iterable

from django.db import transaction

from core.database.transactions import atomic_with_retry

from .apply import wake_relay
from .models import JournalEntry


@atomic_with_retry
def try_again(entries: Iterable[int]) -> int:
    """Let the relay try these again at once, where they are set aside; gives how many were.

    The error of the last try stays with them until they are applied.
    """
    count = JournalEntry.objects.filter(
        pk__in=list(entries), set_aside_at__isnull=False, applied_at__isnull=True
    ).update(attempts=0, retry_at=None, set_aside_at=None)
    if count:
        transaction.on_commit(wake_relay)
    return count
