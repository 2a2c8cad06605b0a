"""Who likes a post."""

from collections.abc import Collection
from dataclasses import dataclass

from graph import door

from .keyset import in_order, page

LIKERS = """
CALL () {
  OPTIONAL MATCH (:User {uid: $viewer})-[:FOLLOWS]->(followee)
  RETURN collect(followee.uid) AS followees
}
MATCH (:Post {pid: $pid})<-[liked:LIKED]-(liker)
WITH liker.uid AS uid, liked.since AS since,
  CASE WHEN liker.uid IN followees THEN 1 ELSE 0 END AS followed
WHERE $after < [followed, since, uid] < $before
WITH followed, since, uid
ORDER BY followed * $direction DESC, since * $direction DESC, uid * $direction DESC LIMIT $limit
RETURN collect([uid, since, followed]) AS likers
"""

LIKED_BY = """
MATCH (viewer:User {uid: $viewer})
UNWIND $pids AS pid
MATCH (post:Post {pid: pid})
WHERE EXISTS { (viewer)-[:LIKED]->(post) }
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
    pid: int,
    viewer: int | None,
    *,
    limit: int,
    before: tuple[int, int, int] | None = None,
    after: tuple[int, int, int] | None = None,
    backwards: bool = False,
) -> list[Liker]:
    """Who likes a post: first those whom the viewer follows, then the others, each newest first.

    `before` and `after` are keys `(followed, since, uid)`, both exclusive: only likers further
    down the list than `before` and further up than `after`. Of those the first `limit`, or the
    last if `backwards`. Cost: the likes of the post and the number of people the viewer follows.
    """
    record = door.read_one(
        LIKERS, pid=pid, viewer=viewer, **page(3, limit, before, after, backwards)
    )
    return [
        Liker(uid, since, bool(followed))
        for uid, since, followed in in_order(record["likers"], backwards)
    ]


def liked_by(viewer: int, pids: Collection[int]) -> set[int]:
    """Those of `pids` that the viewer likes.

    Cost: for each post an index seek and the smaller degree of viewer and post.
    """
    return set(door.read_one(LIKED_BY, viewer=viewer, pids=list(pids))["pids"])
