"""Writing to the journal, inside the transaction of the documents of a change."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import cast

from django.db import connection, transaction
from django.db.models.expressions import DatabaseDefault

from core.database.postgresql.prepared import Prepared
from graph.edges import LIVE_KINDS

from .apply import apply_after_commit
from .models import JournalEntry

BULK = 5_000
# Written by hand: nearly every write runs it, and composing it takes longer than running it.
_INSERT = Prepared(
    """
    INSERT INTO core_journalentry
        (kind, actor, target, comment, username, at, is_live, attempts, error)
    VALUES (%s, %s, %s, %s, %s, coalesce(%s, statement_timestamp()), %s, 0, '')
    RETURNING id, at, recorded_at
"""
)


def record(
    kind: str,
    *,
    actor: int,
    target: int | None = None,
    comment: int | None = None,
    username: str = "",
    at: datetime | None = None,
) -> JournalEntry:
    """Write one entry and return it; it is applied to Neo4j after the commit."""
    entry = JournalEntry(kind=kind, actor=actor, target=target, comment=comment, username=username)
    if at is not None:
        entry.at = at
    record_all([entry])
    return entry


def record_all(entries: Sequence[JournalEntry]) -> None:
    """Write many entries at once, in this order. Must run inside `transaction.atomic()`."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The journal is written in a transaction.")
    for entry in entries:
        entry.is_live = entry.kind in LIVE_KINDS
    for start in range(0, len(entries), BULK):
        batch = entries[start : start + BULK]
        if len(batch) == 1:
            _insert(batch[0])
        else:
            batch = JournalEntry.objects.bulk_create(batch)
        transaction.on_commit(partial(apply_after_commit, batch))


def _insert(entry: JournalEntry) -> None:
    """Write one entry, which gets its id and its times."""
    at = None if isinstance(cast(object, entry.at), DatabaseDefault) else entry.at
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                *(entry.kind, entry.actor, entry.target, entry.comment, entry.username),
                *(at, entry.is_live),
            ],
        )
        entry.id, entry.at, entry.recorded_at = cursor.fetchone()
    entry._state.adding = False
