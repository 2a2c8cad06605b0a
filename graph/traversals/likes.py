"""Who likes a post."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Unpack

from graph.connection import client

from .keyset import Bounds, in_order, page

LIKERS = """
CALL () {
  OPTIONAL MATCH (viewer:User {uid: $viewer})-[:FOLLOWS]->(followee)
  USING INDEX SEEK viewer:User(uid)
  RETURN collect(followee.uid) AS followees
}
UNWIND $pids AS pid
MATCH (post:Post {pid: pid}) USING INDEX SEEK post:Post(pid)
CALL (post, followees) {
  MATCH (post)<-[liked:LIKED]-(liker)
  WITH liker.uid AS uid, liked.since AS since,
    CASE WHEN liker.uid IN followees THEN 1 ELSE 0 END AS followed
  WHERE $after < [followed, since, uid] < $before
  WITH followed, since, uid
  ORDER BY followed * $direction DESC, since * $direction DESC, uid * $direction DESC LIMIT $limit
  RETURN collect([uid, since, followed]) AS likers
}
RETURN collect([pid, likers]) AS lists
"""

# The same for a suspended viewer: their own edges are hidden from everybody else.
LIKERS_FOR_SUSPENDED = LIKERS.replace(
    "-[:FOLLOWS]->(followee)", "-[:FOLLOWS|HIDDEN_FOLLOWS]->(followee)"
).replace(
    "<-[liked:LIKED]-(liker)",
    "<-[liked:LIKED|HIDDEN_LIKED]-(liker) WHERE liked:LIKED OR liker.uid = $viewer",
)


@dataclass(frozen=True, slots=True)
class Liker:
    """A user who likes a post since a time (milliseconds); `followed` by the viewer or not."""

    id: int
    since: int
    followed: bool

    @property
    def key(self) -> tuple[int, int, int]:
        """The place in the list of likers, which runs from the highest key to the lowest."""
        return (int(self.followed), self.since, self.id)


def likers(
    pids: Collection[int],
    viewer: int | None,
    *,
    suspended: bool = False,
    **bounds: Unpack[Bounds],
) -> dict[int, list[Liker]]:
    """Return the likers of each of `pids`: first those whom the viewer follows, then the others.

    Either part is newest first; the keys of the bounds are `(followed, since, id)`. A post that
    does not exist is left out; a `suspended` viewer is included. Cost: the likes of each
    post and the number of users the viewer follows.
    """
    statement = LIKERS_FOR_SUSPENDED if suspended else LIKERS
    record = client.read_one(statement, pids=list(pids), viewer=viewer, **page(3, **bounds))
    return {
        pid: [
            Liker(id_, since, bool(followed))
            for id_, since, followed in in_order(rows, bounds.get("backwards", False))
        ]
        for pid, rows in record["lists"]
    }
