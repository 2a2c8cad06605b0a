"""Applying journal entries to Neo4j right after their commit."""

import logging
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db import Error, connection, transaction

from core.common.clock import milliseconds
from core.common.signals import journal_applied
from core.database.postgresql.prepared import Prepared
from core.database.transactions import after_commit
from core.realtime.wake import wake
from graph.connection import client
from graph.errors import GraphUnavailable, StoresApart, Unfinished
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.slices import time_slice

from .models import JournalEntry
from .pairing import require_together

logger = logging.getLogger(__name__)

# The relay listens here and is woken when entries are left to it.
CHANNEL = "journal"
# Seconds that a request may take for a change of very many edges before it leaves the rest.
SLICE = 0.3
# An entry that another process has locked is being claimed or marked by it, so nobody waits here.
# The locked ids are sought in the primary key. Statistics of a journal in which nothing waits let
# PostgreSQL expect one row, and a join would compare each entry with each: 5,000 took 17 s.
_MARK = """
    WITH free AS (
        SELECT id FROM core_journalentry WHERE id = ANY(%s) AND applied_at IS NULL
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), applied AS (
        UPDATE core_journalentry SET applied_at = statement_timestamp(), error = ''
        WHERE id = ANY(ARRAY(SELECT id FROM free))
        RETURNING id, kind, actor, target, comment, is_live
    ), live AS (
        INSERT INTO core_liveevent (kind, person, post, comment)
        SELECT kind, actor, target, comment FROM applied WHERE is_live ORDER BY id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM applied), (SELECT count(*) FROM live)
"""
# Of a request, which has one entry. A plan for many depends on how many they are.
_MARK_ONE = Prepared(_MARK.replace("= ANY(%s)", "= %s"))


class Applied(NamedTuple):
    """The versions of changes that Neo4j has, and whether some need another time slice."""

    versions: Sequence[int]
    is_unfinished: bool = False


def apply_after_commit(entries: Sequence[JournalEntry]) -> None:
    """Apply committed entries to Neo4j before the answer is sent; never raises.

    What is not applied by the deadline of the request is left to the relay.
    """
    with client.request_deadline(), time_slice(SLICE):
        deliver([change_of(entry) for entry in entries])


def deliver(changes: Sequence[Change]) -> None:
    """Apply the changes of committed entries and mark those; never raises."""
    mark_committed(apply_committed(changes))


def apply_committed(changes: Sequence[Change]) -> Applied:
    """Apply the changes of committed entries, which the caller then marks; never raises.

    The write is acknowledged in any case: what fails is left to the relay, which also applies the
    entries of a killed process.
    """
    try:
        require_together()
        left = finish(changes)
    except StoresApart as error:
        logger.error("%s %d journal entries left to the relay.", error, len(changes))
        wake_relay()
    except GraphUnavailable:
        logger.warning("Neo4j unavailable; %d journal entries left to the relay.", len(changes))
        wake_relay()
    except Error as error:
        # Nobody can tell whose the graph is, and nothing would be marked as applied.
        logger.warning("PostgreSQL failed after a commit; left to the relay: %s", error)
        connection.close_if_unusable_or_obsolete()
    except Exception:
        logger.exception("Neo4j rejected journal entries; the relay applies them one by one.")
        wake_relay()
    else:
        versions = [change.version for change in changes if change.version not in left]
        return Applied(versions, is_unfinished=bool(left))
    return Applied(())


def mark_committed(applied: Applied) -> None:
    """Mark what `apply_committed` has applied; never raises."""
    if applied.versions:
        with after_commit():
            mark_applied(applied.versions)
    if applied.is_unfinished:
        wake_relay()


def finish(changes: Sequence[Change]) -> Collection[int]:
    """Apply changes to Neo4j; returns the versions of those that need another time slice.

    Raises GraphUnavailable, and whatever Neo4j has against a change.
    """
    try:
        apply_changes(changes)
    except Unfinished as error:
        return error.versions
    return ()


def mark_applied(versions: Iterable[int]) -> None:
    """Mark entries as applied. After a crash before this they are applied again, with no effect.

    Waits for nobody: an entry that another process holds is left to it.
    The same statement writes the events for subscribers, so that each entry is published once
    however often it is applied.
    """
    marked = list(versions)
    with connection.cursor() as cursor:
        if len(marked) == 1:
            cursor.execute(_MARK_ONE, marked)
        else:
            cursor.execute(_MARK, [marked])
        applied, live = cursor.fetchone()
    journal_applied.send(None, entries=applied)
    if live:
        transaction.on_commit(wake)


def change_of(entry: JournalEntry) -> Change:
    """Return the entry as a change of the graph."""
    return Change(
        kind=entry.kind,
        version=entry.pk,
        actor=entry.actor,
        target=entry.target or 0,
        comment=entry.comment or 0,
        since=milliseconds(entry.at),
        username=entry.username,
    )


def wake_relay() -> None:
    """Notify the relay of waiting entries; never raises, as it also polls."""
    with after_commit(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
