"""How a viewer relates to many users at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from core.accounts.models import User
from core.accounts.selectors import SHOWN
from core.database.postgresql.prepared import Prepared
from core.database.routing import from_replica
from core.database.rows import instances_of
from core.visibility import Viewer, hidden_people
from graph.traversals.relationships import Relationship, relationships

__all__ = ["Related", "Relationship", "paths_to", "related_users"]

_COLUMNS: LiteralString = ", ".join(f"person.{column}" for column in SHOWN)
# A viewer finds whom they block, here as in the list of them, and nobody who blocks them.
_RELATED = Prepared(
    f"""
    SELECT {_COLUMNS}, block.id IS NOT NULL AS is_blocked, mute.id IS NOT NULL AS is_muted,
        mute.until AS muted_until,
        EXISTS (SELECT FROM core_followrequest WHERE follower_id = %(viewer)s
            AND followee_id = person.id) AS is_requested,
        EXISTS (SELECT FROM core_followrequest WHERE followee_id = %(viewer)s
            AND follower_id = person.id) AS has_requested
    FROM core_user person
    LEFT JOIN core_block block ON block.viewer_id = %(viewer)s AND block.person_id = person.id
    LEFT JOIN core_mute mute ON mute.viewer_id = %(viewer)s AND mute.person_id = person.id
        AND (mute.until IS NULL OR mute.until > statement_timestamp())
    WHERE person.id = ANY(%(ids)s) AND (person.is_active OR person.id = %(viewer)s)
        AND (block.id IS NULL OR block.is_own)
"""  # noqa: S608 - of constants
)


@dataclass(frozen=True, slots=True)
class Related:
    """A user, and whether the viewer blocks and mutes them, and either asks to follow the other.

    A mute without `muted_until` lasts.
    """

    user: User
    is_blocked: bool
    is_muted: bool
    muted_until: datetime | None
    is_requested: bool
    has_requested: bool


@from_replica
def related_users(viewer: Viewer, uids: Sequence[int]) -> dict[int, Related]:
    """Return those of the users whom the viewer may see or blocks, by id.

    One SQL statement: five probes of an index a user.
    """
    found = instances_of(User, _RELATED, {"viewer": viewer.key, "ids": list(uids)})
    return {user.id: _related(user, vars(user)) for user in found}


# In the order of `Related`.
_FLAGS = ("is_blocked", "is_muted", "muted_until", "is_requested", "has_requested")


def _related(user: User, columns: dict[str, Any]) -> Related:
    return Related(user, *map(columns.pop, _FLAGS))


def paths_to(viewer: Viewer, uids: Sequence[int]) -> dict[int, Relationship]:
    """Return follows, mutuals and distances between the viewer and these users, who are visible.

    One Cypher statement, bounded as `graph/traversals/relationships.py` says. Raises
    GraphUnavailable.
    """
    return relationships(
        viewer.key, uids, suspended=viewer.is_suspended, hidden=hidden_people(viewer)
    )
