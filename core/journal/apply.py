"""From the journal to Neo4j, at once."""

import logging
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from core.common.clock import milliseconds
from core.common.signals import journal_applied
from core.database.transactions import after_commit
from core.realtime.wake import wake
from graph.connection import client
from graph.errors import GraphUnavailable
from graph.writes.apply import apply_changes
from graph.writes.changes import Change

from .models import JournalEntry

logger = logging.getLogger(__name__)

# The relay listens here and is woken when something had to be left to it.
CHANNEL = "journal"
_MARK = """
    WITH applied AS (
        UPDATE core_journalentry SET applied_at = %s, error = ''
        WHERE id = ANY(%s) AND applied_at IS NULL
        RETURNING id, kind, actor, target, comment, is_live
    ), told AS (
        INSERT INTO core_liveevent (kind, person, post, comment)
        SELECT kind, actor, target, comment FROM applied WHERE is_live ORDER BY id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM applied), (SELECT count(*) FROM told)
"""


def apply_after_commit(entries: Sequence[JournalEntry]) -> None:
    """Bring committed entries to Neo4j before the answer goes out; never raises.

    What is not there at the deadline of a request is left to the relay.
    """
    with client.request_deadline():
        deliver([change_of(entry) for entry in entries])


def deliver(changes: Sequence[Change]) -> None:
    """Apply the changes of committed entries and mark those; never raises.

    The write is acknowledged whatever happens here: what fails is left to the relay, which also
    finds what a killed process never came to.
    """
    try:
        apply_changes(changes)
    except GraphUnavailable:
        logger.warning("Neo4j is away; %d journal entries wait for the relay.", len(changes))
        wake_relay()
    except Exception:
        logger.exception("The graph refused journal entries; the relay will try one by one.")
        wake_relay()
    else:
        with after_commit():
            mark_applied(change.version for change in changes)


def mark_applied(versions: Iterable[int]) -> None:
    """Note that Neo4j has these entries. A crash before this costs a harmless repetition.

    Now what follows from them can be read, and subscribers hear of it: by the same statement, so
    that each entry is told once however often it is applied.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [timezone.now(), list(versions)])
        applied, told = cursor.fetchone()
    journal_applied.send(None, entries=applied)
    if told:
        transaction.on_commit(wake)


def change_of(entry: JournalEntry) -> Change:
    """The journal's row in the words of the graph."""
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
    """Tell the relay that there is work; never raises, as it looks for itself now and then."""
    with after_commit(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
