"""The newest followers of a user, and how a viewer relates to each."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString

from graph.edges import BY_TARGET, FOLLOWS

from .edge_pages import ORDERS, seeks
from .indexed import COMPLETE, exists, read_indexed
from .keyset import ranges

_NEWEST: LiteralString = ORDERS[False]
_SEEKS: LiteralString = seeks(
    FOLLOWS, BY_TARGET, _NEWEST, "AND edge.actor <> $viewer AND NOT edge.actor IN $hidden"
)
BY_INDEX: LiteralString = f"""
WITH $user AS id
CALL (id) {{{_SEEKS}}}
WITH since, end AS uid ORDER BY since DESC, uid DESC LIMIT $limit
WITH collect([
  uid,
  {exists(FOLLOWS, "$viewer", "uid")},
  {exists(FOLLOWS, "uid", "$viewer")}
]) AS followers
RETURN followers, {COMPLETE}
"""
# The same while some edges are not in the index.
BY_EDGES: LiteralString = """
OPTIONAL MATCH (viewer:User {uid: $viewer})
CALL (viewer) {
  MATCH (user:User {uid: $user})<-[edge:FOLLOWS]-(follower)
  WHERE follower.uid <> $viewer AND NOT follower.uid IN $hidden
  WITH viewer, follower, edge.since AS since
  ORDER BY since DESC, follower.uid DESC LIMIT $limit
  RETURN collect([
    follower.uid,
    EXISTS { (viewer)-[:FOLLOWS|HIDDEN_FOLLOWS]->(follower) },
    EXISTS { (viewer)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(follower) }
  ]) AS followers
}
RETURN followers
"""


@dataclass(frozen=True, slots=True)
class Follower:
    """A follower, whether the viewer follows them, and whether they follow the viewer."""

    uid: int
    followed: bool
    follows: bool


def newest_followers(
    user: int, viewer: int, *, limit: int, hidden: Collection[int] = ()
) -> list[Follower]:
    """Return the newest followers of a user, newest first, without the viewer and the `hidden`.

    Cost: a seek of `limit` edges, and two to four seeks for each.
    """
    record = read_indexed(
        BY_INDEX,
        BY_EDGES,
        user=user,
        viewer=viewer,
        limit=limit,
        hidden=list(hidden),
        **ranges(None, None),
    )
    return [Follower(*each) for each in record["followers"]]
