"""One change to the graph, as the journal records it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one journal entry.

    `version` is the entry's number: of two changes to the same node or edge the higher one
    wins, in any order of arrival. `target` is a uid or a pid, `since` is in milliseconds.
    Below the watermark a change is a repetition and does nothing, unless it repairs what an audit
    found: `repairs_at` is the watermark as it was before the audit looked.
    """

    kind: str
    version: int
    actor: int
    since: int
    target: int = 0
    comment: int = 0
    username: str = ""
    repairs_at: int | None = None

    @property
    def node(self) -> int:
        """The uid or pid of the node that a change of one node is about."""
        return self.target or self.actor


def newest_of_each_edge(changes: Iterable[Change]) -> list[Change]:
    """Keep the highest version of each edge or node."""
    newest: dict[tuple[int, int, int], Change] = {}
    for change in changes:
        # Unique among changes of its group.
        key = (change.actor, change.target, change.comment)
        known = newest.get(key)
        if known is None or known.version < change.version:
            newest[key] = change
    return list(newest.values())


def rows_of(changes: Sequence[Change], made_by: str) -> list[dict[str, Any]]:
    """Parameters for `UNWIND $rows`; `made` tells making (`made_by`) from undoing.

    What a change does not have is left out, which Cypher reads as null: every key of every row is
    sent and parsed.
    """
    return [_row(change, made_by) for change in changes]


def _row(change: Change, made_by: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "actor": change.actor,
        "target": change.target,
        "comment": change.comment,
        "since": change.since,
        "version": change.version,
        "made": change.kind == made_by,
    }
    if change.comment:
        row["cid"] = change.comment
    if not change.target:  # of a user
        row["username"] = change.username
    if change.repairs_at is not None:
        row["repairs_at"] = change.repairs_at
    return row


def actors_of(changes: Iterable[Change]) -> list[int]:
    """Return the uids of the actors, sorted: nodes are locked in this order everywhere."""
    return sorted({change.actor for change in changes})


def targets_of(changes: Iterable[Change]) -> list[int]:
    """Return the uids or pids of the targets, sorted."""
    return sorted({change.target for change in changes})
