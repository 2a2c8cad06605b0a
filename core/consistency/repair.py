"""Making the graph say what PostgreSQL says."""

from collections.abc import Iterable, Sequence

from django.db import connection

from graph.audit.facts import SUSPENSIONS, Fact
from graph.edges import EDGE_NAMED, EDGES, POSTED
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from graph.writes.removals import forget_people, forget_suspensions, remove_edges, remove_nodes
from graph.writes.suspensions import change_edges_of

from .drift import Difference

_UNDONE_BY = {edge.name: edge.undone_by for edge in EDGES if edge.tombstone}


def mend(differences: Sequence[Difference], *, watermark: int) -> None:
    """Take away what is wrong, then write what is missing; raises GraphUnavailable.

    `watermark` is as it was before the differences were read. Nothing that changed since is
    overwritten: what is taken away must still be what was seen, and what is written has a version.
    If tombstones were purged meanwhile, the watermark has moved and nothing is written.
    """
    wrong = [fact for each in differences for fact in _wrong(each)]
    edges = [fact for fact in wrong if not fact.key.is_node]
    nodes = [fact for fact in wrong if fact.key.is_node]
    said = {each.key for each in differences if each.said is not None}
    if edges:
        remove_edges(edges)
    if named := [fact for fact in nodes if fact.key.kind == "User" and fact.key in said]:
        forget_people(named)
    if suspensions := [fact for fact in nodes if fact.key.kind in SUSPENSIONS]:
        forget_suspensions(suspensions)
        change_edges_of(fact.key.actor for fact in suspensions)
    if strange := [fact for fact in nodes if fact.key not in said and fact not in suspensions]:
        remove_nodes(strange)
    changes = [
        change
        for each in differences
        if each.said is not None and (change := change_of_fact(each.said, watermark))
    ]
    apply_changes([*changes, *_withdrawals(differences, watermark)])


def change_of_fact(fact: Fact, watermark: int) -> Change | None:
    """The change that makes this fact stand; None for a person of whom the journal has no name."""
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


def _wrong(difference: Difference) -> Iterable[Fact]:
    """What has to go: all that is not as it was said, and repetitions of what is."""
    right = 0
    for fact in difference.stands:
        if difference.said is not None and fact.says_the_same(difference.said) and not right:
            right = 1
        else:
            yield fact


def _withdrawals(differences: Sequence[Difference], watermark: int) -> list[Change]:
    """Tombstones for edges that go: an entry that is on its way must not bring them back."""
    keys = [each.key for each in differences if each.said is None and each.key.kind in _UNDONE_BY]
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
