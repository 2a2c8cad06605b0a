"""The journal's entries of one batch."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import connection, transaction

from core.common.clock import milliseconds
from core.database.copying import NULL, as_field, copy_lines
from core.database.reserved_ids import reserve_ids
from graph.edges import Edge
from graph.writes.changes import Change

from .delivery import deliver_changes

_TABLE = "core_journalentry"
_LOCK = f"LOCK TABLE {_TABLE} IN ROW EXCLUSIVE MODE"
_COLUMNS = (
    "id", "kind", "actor", "target", "comment", "username", "at", "recorded_at",
    "attempts", "error",
)  # fmt: skip


class Act(NamedTuple):
    """The values of one entry, without its kind."""

    actor: int
    at: datetime
    target: int | None = None
    comment: int | None = None
    username: str = ""


def record_acts(kind: str, acts: Sequence[Act]) -> None:
    """Write one entry for each act; they are delivered when the transaction commits."""
    with connection.cursor() as cursor:
        # As an INSERT does: lock before taking numbers (`core.journal.safe_position`).
        cursor.execute(_LOCK)
        cursor.execute("SELECT statement_timestamp()")
        (now,) = cursor.fetchone()
    versions = reserve_ids(_TABLE, len(acts))
    copy_lines(_TABLE, _COLUMNS, _lines(kind, versions, acts, now))
    changes = [
        Change(
            kind=kind,
            version=version,
            actor=act.actor,
            since=milliseconds(act.at),
            target=act.target or 0,
            comment=act.comment or 0,
            username=act.username,
        )
        for version, act in zip(versions, acts, strict=True)
    ]
    transaction.on_commit(partial(deliver_changes, changes))


def _lines(kind: str, versions: Sequence[int], acts: Sequence[Act], now: datetime) -> Iterator[str]:
    """Yield the rows as COPY reads them; by hand, as there are millions."""
    recorded = as_field(now)
    for version, act in zip(versions, acts, strict=True):
        target = NULL if act.target is None else act.target
        comment = NULL if act.comment is None else act.comment
        username = as_field(act.username) if act.username else ""
        yield (
            f"{version}\t{kind}\t{act.actor}\t{target}\t{comment}\t{username}\t"
            f"{act.at.isoformat()}\t{recorded}\t0\t"
        )


def known_edges(edge: Edge, pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs (actor, target) for which the journal has an entry of this edge.

    The caller holds the lock of the whole kind of edge. Cost: one index probe an edge; the LIMIT
    keeps PostgreSQL from reading the whole journal instead.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT edge.actor, edge.target
            FROM unnest(%s::bigint[], %s::bigint[]) AS edge (actor, target)
            CROSS JOIN LATERAL (
                SELECT FROM core_journalentry entry
                WHERE entry.actor = edge.actor AND entry.target = edge.target
                  AND entry.kind = ANY(%s)
                LIMIT 1
            ) AS known
            """,
            [[actor for actor, _ in pairs], [target for _, target in pairs], [*edge.kinds]],
        )
        return set(cursor.fetchall())
