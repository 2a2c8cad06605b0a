"""Who likes a post."""

from collections.abc import Collection
from dataclasses import dataclass

from graph import door

from .keyset import in_order, page

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

# The same for a viewer who is suspended: their own edges are hidden from everybody else.
LIKERS_FOR_SUSPENDED = LIKERS.replace(
    "-[:FOLLOWS]->(followee)", "-[:FOLLOWS|HIDDEN_FOLLOWS]->(followee)"
).replace(
    "<-[liked:LIKED]-(liker)",
    "<-[liked:LIKED|HIDDEN_LIKED]-(liker) WHERE liked:LIKED OR liker.uid = $viewer",
)

# Without the hints the planner, where likes are few, walks from the post to all who like it.
LIKED_BY = """
MATCH (viewer:User {uid: $viewer}) USING INDEX SEEK viewer:User(uid)
UNWIND $pids AS pid
MATCH (post:Post {pid: pid}) USING INDEX SEEK post:Post(pid)
WHERE EXISTS { (viewer)-[:LIKED|HIDDEN_LIKED]->(post) }
RETURN collect(pid) AS pids
"""


@dataclass(frozen=True, slots=True)
class Liker:
    """Somebody who likes a post since a time (milliseconds); `followed` by the viewer or not."""

    uid: int
    since: int
    followed: bool

    @property
    def key(self) -> tuple[int, int, int]:
        """The place in the list of likers, which runs from the highest key to the lowest."""
        return (int(self.followed), self.since, self.uid)


def likers(
    pids: Collection[int],
    viewer: int | None,
    *,
    limit: int,
    before: tuple[int, int, int] | None = None,
    after: tuple[int, int, int] | None = None,
    backwards: bool = False,
    suspended: bool = False,
) -> dict[int, list[Liker]]:
    """Who likes each of `pids`: first those whom the viewer follows, then the others, newest first.

    `before` and `after` are keys `(followed, since, uid)`, both exclusive: only likers further
    down the list than `before` and further up than `after`. Of those the first `limit`, or the
    last if `backwards`. An unknown post is left out. A viewer who is `suspended` is among them.
    Cost: the likes of each post and the number of
    people the viewer follows.
    """
    record = door.read_one(
        LIKERS_FOR_SUSPENDED if suspended else LIKERS,
        pids=list(pids),
        viewer=viewer,
        **page(3, limit, before, after, backwards),
    )
    return {
        pid: [
            Liker(uid, since, bool(followed)) for uid, since, followed in in_order(rows, backwards)
        ]
        for pid, rows in record["lists"]
    }


def liked_by(viewer: int, pids: Collection[int]) -> set[int]:
    """Those of `pids` that the viewer likes; a suspended viewer's likes are hidden edges.

    Cost: for each post an index seek and the smaller degree of viewer and post.
    """
    return set(door.read_one(LIKED_BY, viewer=viewer, pids=list(pids))["pids"])
