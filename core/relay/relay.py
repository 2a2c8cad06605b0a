"""The relay: applies committed journal entries to Neo4j. Any number may run."""

import logging
import select
import socket
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connection

from core.common.batches import batches
from core.common.tracing import span
from core.journal.apply import CHANNEL, change_of, finish, mark_applied
from core.journal.claims import claim, postpone, refuse, release
from core.journal.heart import Heart
from core.journal.models import JournalEntry
from core.journal.pairing import require_together
from core.webhooks.dispatch import dispatch
from graph.connection import client
from graph.connection.failures import summary
from graph.errors import ForeignGraph, GraphBusy, GraphUnavailable, StoresApart
from graph.writes.apply import CHUNKED, WRITERS
from graph.writes.slices import time_slice

from .periodic import PeriodicTask, note_failure
from .purge import purge

logger = logging.getLogger(__name__)

BATCH = 2_000
_LISTEN = f"LISTEN {CHANNEL}"
# Entries of one Cypher statement: it holds the locks of its nodes until it ends, and requests need
# them too.
STATEMENT = 200
# Seconds that such a statement may take, and that of a single entry: whatever does not end by then
# is tried apart from the others, and after them.
PART_TIMEOUT = 10.0
ENTRY_TIMEOUT = 5.0
# Seconds for changes of very many edges, in each batch: what others wait for them.
SLICE = 0.5
# Entries of one batch that may take too long, before the next batch begins without them.
MAX_POSTPONED = 3
# Younger entries are being applied by the request that wrote them.
GRACE = timedelta(seconds=1)
PAUSE = 1.0
MAX_PAUSE = 5.0
# Attempts of an entry that the graph rejects before it is dead-lettered for an operator.
MAX_ATTEMPTS = 5
# Seconds to wait for the breaker once Neo4j takes writes: its next probe, and the warm-up.
BREAKER_CLOSES = 10.0


class Relay:
    """One relay process: claim, apply, mark, and wait to be woken."""

    def __init__(self, reunite: Callable[[str], None] | None = None) -> None:
        """`reunite` rebuilds the graph where the stores do not belong together."""
        self._stopped = False
        self._reunite = reunite
        self._heart = Heart()
        self._refused = ""
        # A byte here ends a wait at once. A signal handler could not set an Event that the
        # interrupted thread is waiting for.
        self._stop_seen, self._stop_sent = socket.socketpair()
        self._purge = PeriodicTask("purge_tombstones", purge)
        self._webhooks = PeriodicTask("dispatch_webhooks", dispatch, every=1.0)

    def stop(self, *_: object) -> None:
        """Stop after the current batch; may be called from a signal handler."""
        self._stopped = True
        self._stop_sent.send(b"!")

    def run(self) -> None:
        """Relay until stopped, with growing pauses while a store is unavailable.

        Nothing but `stop` ends it: an error that nobody expected is counted and logged.
        """
        pause = PAUSE
        while not self._stopped:
            try:
                # Before the work, so that no NOTIFY after the last batch is missed.
                _listen()
                self._work()
                self._refused = ""
                pause = PAUSE
                self._wait_to_be_woken(pause)
            except ForeignGraph as error:
                self._wait_for_an_operator(error)
                pause = self._back_off(pause)
            except StoresApart as error:
                self._bring_together(error)
                pause = self._back_off(pause)
            except GraphUnavailable:
                pause = self._back_off(pause)
            except (OperationalError, InterfaceError) as error:
                logger.warning("relay: PostgreSQL unavailable, retrying in %.1fs: %s", pause, error)
                connection.close()
                pause = self._back_off(pause)
            except Exception as error:  # noqa: BLE001 - whatever it is, others still have to relay
                note_failure("relay_journal", error)
                pause = self._back_off(pause)

    def _work(self) -> None:
        """Relay until nothing is due. A long backlog holds up neither beat nor purge."""
        is_left = True
        while is_left and not self._stopped:
            self._heart.beat_when_due()
            self._webhooks.run_when_due()
            is_left = relay_batch() > 0
            self._purge.run_when_due()

    def _wait_for_an_operator(self, error: ForeignGraph) -> None:
        """Say once that the graph may be another installation's."""
        if error.message != self._refused:
            logger.error("relay: %s", error)
        self._refused = error.message

    def _bring_together(self, error: StoresApart) -> None:
        logger.error("relay: %s", error)
        if self._reunite is None:
            return
        try:
            self._reunite(str(error))
        except Exception as failure:  # noqa: BLE001 - tried again after a pause
            note_failure("reunite_stores", failure)

    def _back_off(self, pause: float) -> float:
        """Wait, without listening for a NOTIFY; returns the next pause."""
        self._wait(pause)
        return min(pause * 2, MAX_PAUSE)

    def _wait_to_be_woken(self, seconds: float) -> None:
        """Wait for a NOTIFY, until the relay is stopped, or the time is over."""
        raw = connection.connection
        if raw is None:  # a task has failed; the next LISTEN connects again
            self._wait(seconds)
            return
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

    Entries that touch very many edges come last and get a time slice; what is left of them waits
    for the next batch. Raises GraphUnavailable when Neo4j is unavailable; then what is not applied
    is free for any relay.
    """
    require_together()
    entries = claim(kinds=WRITERS, limit=limit, grace=grace)
    if not entries:
        return 0
    try:
        with span("relay batch", {"social_graph.entries": len(entries)}):
            _apply(sorted(entries, key=lambda entry: entry.kind in CHUNKED))
    finally:
        release([entry.pk for entry in entries])
    return len(entries)


def _apply(entries: list[JournalEntry]) -> None:
    given_up = 0
    with time_slice(SLICE):
        for part in batches(entries, STATEMENT):
            try:
                with client.write_limit(PART_TIMEOUT):
                    _apply_and_mark(part)
            except Exception as error:  # noqa: BLE001 - find the entry that fails
                _require_writes(error)
                given_up += _apply_one_by_one(part)
            if given_up >= MAX_POSTPONED:
                return


def _apply_and_mark(entries: Sequence[JournalEntry]) -> None:
    left = finish([change_of(entry) for entry in entries])
    mark_applied(entry.pk for entry in entries if entry.pk not in left)


def _apply_one_by_one(entries: Sequence[JournalEntry]) -> int:
    """Apply each entry apart from the others; returns how many are postponed.

    One that Neo4j does not finish, although it takes other writes, is postponed, so that those
    behind it go on. One that it rejects counts an attempt. Raises GraphUnavailable.
    """
    postponed = 0
    for entry in entries:
        try:
            with client.write_limit(ENTRY_TIMEOUT):
                _apply_and_mark([entry])
        except GraphUnavailable as error:
            _require_writes(error)
            _postpone(entry, error)
            postponed += 1
            if postponed >= MAX_POSTPONED:
                break
        except Exception as error:  # noqa: BLE001 - kept with the entry, shown in the admin
            _require_writes(error)
            _refuse(entry, error)
    return postponed


def _require_writes(error: Exception) -> None:
    """Return if entries are the cause of `error`: Neo4j takes another write right after it.

    Else raises GraphUnavailable; an error of PostgreSQL it raises as it is. Cost: one Cypher
    statement, and waiting for the breaker.
    """
    if isinstance(error, Error):
        raise error
    if not (client.takes_writes() and client.breaker.wait_until_closed(BREAKER_CLOSES)):
        raise GraphUnavailable from error


def _postpone(entry: JournalEntry, error: GraphUnavailable) -> None:
    if isinstance(error, GraphBusy):
        postpone(entry.pk, "Neo4j did not finish this change in time.")
        logger.warning("relay: journal entry %s took too long; postponed.", entry.pk)
    else:
        why = summary(error.__cause__ or error)
        postpone(entry.pk, f"Neo4j failed at this change: {why}")
        logger.warning("relay: journal entry %s failed; postponed: %s", entry.pk, why)


def _refuse(entry: JournalEntry, error: Exception) -> None:
    """Schedule a retry, or dead-letter the entry after MAX_ATTEMPTS."""
    text = f"{type(error).__name__}: {error}"
    if refuse(entry.pk, text, max_attempts=MAX_ATTEMPTS):
        logger.error("relay: journal entry %s dead-lettered: %s", entry.pk, text)


def drain() -> int:
    """Apply all waiting entries now; returns how many. For tests, loads and demos."""
    total = 0
    while taken := relay_batch(grace=timedelta(0)):
        total += taken
    return total
