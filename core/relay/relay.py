"""The relay: applies committed journal entries to Neo4j. Any number may run."""

import logging
import select
import socket
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.common.batches import batches
from core.common.tracing import span
from core.journal.apply import CHANNEL, change_of, mark_applied
from core.journal.models import JournalEntry
from graph.errors import GraphUnavailable
from graph.writes.apply import WRITERS, apply_changes

from .periodic import PeriodicTask
from .purge import purge

logger = logging.getLogger(__name__)

BATCH = 2_000
_LISTEN = f"LISTEN {CHANNEL}"
# Entries of one Cypher statement: it holds the locks of its nodes until it ends, and requests need
# them too.
STATEMENT = 200
# Younger entries are being applied by the request that wrote them.
GRACE = timedelta(seconds=1)
PAUSE = 1.0
MAX_PAUSE = 5.0
# Attempts of an entry that the graph rejects before it is dead-lettered for an operator.
MAX_ATTEMPTS = 5


class Relay:
    """One relay process: claim, apply, mark, and wait to be woken."""

    def __init__(self) -> None:
        self._stopped = False
        # A byte here ends a wait at once. A signal handler could not set an Event that the
        # interrupted thread is waiting for.
        self._stop_seen, self._stop_sent = socket.socketpair()
        self._purge = PeriodicTask(purge)

    def stop(self, *_: object) -> None:
        """Stop after the current batch; may be called from a signal handler."""
        self._stopped = True
        self._stop_sent.send(b"!")

    def run(self) -> None:
        """Relay until stopped, with growing pauses while a store is unavailable."""
        pause = PAUSE
        while not self._stopped:
            try:
                # Before the work, so that no NOTIFY after the last batch is missed.
                _listen()
                self._work()
                pause = PAUSE
                self._wait_to_be_woken(pause)
            except GraphUnavailable:
                pause = self._back_off(pause)
            except (OperationalError, InterfaceError) as error:
                logger.warning("relay: PostgreSQL unavailable, retrying in %.1fs: %s", pause, error)
                connection.close()
                pause = self._back_off(pause)

    def _work(self) -> None:
        while relay_batch() and not self._stopped:
            pass
        self._purge.run_when_due()

    def _back_off(self, pause: float) -> float:
        """Wait, without listening for a NOTIFY; returns the next pause."""
        self._wait(pause)
        return min(pause * 2, MAX_PAUSE)

    def _wait_to_be_woken(self, seconds: float) -> None:
        """Wait for a NOTIFY, until the relay is stopped, or the time is over."""
        raw = connection.connection
        with connection.wrap_database_errors:
            # Notifications that arrived with the answer to a statement are no longer in the socket.
            if not raw.notifies and raw in self._wait(seconds, raw):
                raw.poll()
            raw.notifies.clear()

    def _wait(self, seconds: float, *sources: Any) -> list[Any]:
        """Wait until the relay is stopped, a source is readable, or the time is over."""
        return select.select([self._stop_seen, *sources], [], [], seconds)[0]


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LISTEN)


def relay_batch(*, limit: int = BATCH, grace: timedelta = GRACE) -> int:
    """Apply up to `limit` waiting entries, oldest first; returns how many were processed.

    The claim is the row lock of this transaction: other relays skip it, and it ends with the
    process. Raises GraphUnavailable and changes nothing when Neo4j is unavailable.
    """
    with transaction.atomic():
        entries = list(_claim(limit, grace))
        if not entries:
            return 0
        with span("relay batch", {"social_graph.entries": len(entries)}):
            _apply(entries)
    return len(entries)


def _apply(entries: list[JournalEntry]) -> None:
    try:
        for part in batches(entries, STATEMENT):
            apply_changes(change_of(entry) for entry in part)
    except GraphUnavailable:
        raise
    except Exception:  # noqa: BLE001 - find the entry that fails
        _apply_one_by_one(entries)
    else:
        mark_applied(entry.pk for entry in entries)


def _claim(limit: int, grace: timedelta) -> QuerySet[JournalEntry]:
    """Return the oldest due entries; those of kinds of a newer release wait for its relay."""
    now = timezone.now()
    return (
        JournalEntry.objects.waiting()
        .filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now), recorded_at__lte=now - grace)
        .filter(kind__in=WRITERS)
        .select_for_update(skip_locked=True)
        .order_by("id")[:limit]
    )


def _apply_one_by_one(entries: list[JournalEntry]) -> None:
    for entry in entries:
        try:
            apply_changes([change_of(entry)])
        except GraphUnavailable:
            return
        except Exception as error:  # noqa: BLE001 - kept with the entry, shown in the admin
            _put_off(entry, error)
        else:
            mark_applied([entry.pk])


def _put_off(entry: JournalEntry, error: Exception) -> None:
    """Schedule a retry, or dead-letter the entry after MAX_ATTEMPTS."""
    now = timezone.now()
    entry.attempts += 1
    entry.error = f"{type(error).__name__}: {error}"
    entry.retry_at = now + timedelta(seconds=2**entry.attempts)
    if entry.attempts >= MAX_ATTEMPTS:
        entry.set_aside_at = now
        logger.error("relay: journal entry %s dead-lettered: %s", entry.pk, entry.error)
    entry.save(update_fields=["attempts", "error", "retry_at", "set_aside_at"])


def drain() -> int:
    """Apply all waiting entries now; returns how many. For tests, loads and demos."""
    total = 0
    while taken := relay_batch(grace=timedelta(0)):
        total += taken
    return total
