"""Repairing the graph from PostgreSQL."""

from collections.abc import Iterable, Sequence

from django.db import connection

from graph.audit.facts import SUSPENSIONS, Fact
from graph.edges import EDGE_NAMED, EDGES, POSTED
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.removals import forget_people, forget_suspensions, remove_edges, remove_nodes
from graph.writes.suspensions import change_edges_of

from .drift import Drift

_UNDONE_BY = {edge.name: edge.undone_by for edge in EDGES if edge.tombstone}


def repair(differences: Sequence[Drift], *, watermark: int) -> None:
    """Delete what is wrong, then write what is missing. Raises GraphUnavailable.

    `watermark` is its value before the differences were read. Later changes are not overwritten:
    only what is still as observed is deleted, and what is written has a version.
    If tombstones were purged meanwhile, the watermark has moved and nothing is written.
    """
    wrong = [fact for each in differences for fact in _wrong(each)]
    edges = [fact for fact in wrong if not fact.key.is_node]
    nodes = [fact for fact in wrong if fact.key.is_node]
    expected = {each.key for each in differences if each.expected is not None}
    if edges:
        remove_edges(edges)
    if named := [fact for fact in nodes if fact.key.kind == "User" and fact.key in expected]:
        forget_people(named)
    if suspensions := [fact for fact in nodes if fact.key.kind in SUSPENSIONS]:
        forget_suspensions(suspensions)
        change_edges_of(fact.key.actor for fact in suspensions)
    if unexpected_nodes := [
        fact for fact in nodes if fact.key not in expected and fact not in suspensions
    ]:
        remove_nodes(unexpected_nodes)
    changes = [
        change
        for each in differences
        if each.expected is not None and (change := change_of_fact(each.expected, watermark))
    ]
    apply_changes([*changes, *_withdrawals(differences, watermark)])


def change_of_fact(fact: Fact, watermark: int) -> Change | None:
    """Return the change that makes this fact true; None for a user without a username."""
    key = fact.key
    match key.kind:
        case "User" if fact.version is None:
            return None
        case "User":
            return Change(
                "user_saved", fact.version or 0, key.actor, since=0, username=fact.values[0]
            )
        case "Suspended" | "Reinstated":
            return Change(key.kind.lower(), fact.version or 0, actor=key.actor, since=0)
        case "Post":
            return Change("posted", 0, actor=fact.values[0], since=0, target=key.target)
        case POSTED.name:
            return Change("posted", 0, actor=key.actor, since=0, target=key.target)
        case "DeletedUser":
            return Change("user_deleted", fact.version or 0, actor=key.actor, since=0)
        case "DeletedPost":
            return Change("post_deleted", fact.version or 0, actor=0, since=0, target=key.target)
    return Change(
        EDGE_NAMED[key.kind].made_by,
        fact.version or 0,
        actor=key.actor,
        since=fact.values[0],
        target=key.target,
        comment=key.comment,
        repairs_at=watermark,
    )


def _wrong(difference: Drift) -> Iterable[Fact]:
    """Return the facts to delete: those that differ from PostgreSQL, and duplicates."""
    right = 0
    for fact in difference.actual:
        if difference.expected is not None and fact.matches(difference.expected) and not right:
            right = 1
        else:
            yield fact


def _withdrawals(differences: Sequence[Drift], watermark: int) -> list[Change]:
    """Return tombstones for deleted edges, so that an entry in flight does not restore them."""
    keys = [
        each.key for each in differences if each.expected is None and each.key.kind in _UNDONE_BY
    ]
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT entry.id, entry.kind, entry.actor, entry.target, coalesce(entry.comment, 0)
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
                 AS edge (actor, target, comment, kind)
            CROSS JOIN LATERAL (
              SELECT id, kind, actor, target, comment FROM core_journalentry entry
              WHERE entry.actor = edge.actor AND entry.target = edge.target
                AND coalesce(entry.comment, 0) = edge.comment AND entry.kind = edge.kind
              ORDER BY id DESC LIMIT 1
            ) AS entry
            """,
            [
                [key.actor for key in keys],
                [key.target for key in keys],
                [key.comment for key in keys],
                [_UNDONE_BY[key.kind] for key in keys],
            ],
        )
        rows = cursor.fetchall()
    return [
        Change(kind, number, actor, since=0, target=target, comment=comment, repairs_at=watermark)
        for number, kind, actor, target, comment in rows
    ]
