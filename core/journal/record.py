"""Writing to the journal, inside the transaction of the documents of a change."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from graph.edges import LIVE_KINDS, Edge

from .apply import apply_after_commit
from .models import JournalEntry

BULK = 5_000


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
        batch = JournalEntry.objects.bulk_create(entries[start : start + BULK])
        transaction.on_commit(partial(apply_after_commit, batch))


def edge_exists(edge: Edge, *, actor: int, target: int) -> bool:
    """Return whether the last entry of this edge made it. The caller holds the lock of the edge."""
    last = (
        JournalEntry.objects.filter(actor=actor, target=target, kind__in=edge.kinds)
        .order_by("-id")
        .values_list("kind", flat=True)
        .first()
    )
    return last == edge.made_by
