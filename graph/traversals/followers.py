"""Who follows a person."""

from collections.abc import Collection

from graph import door

from .edge import Edge
from .keyset import in_order, page

FOLLOWERS = """
UNWIND $uids AS uid
MATCH (person:User {uid: uid})
CALL (person) {
  MATCH (person)<-[follows:FOLLOWS]-(follower)
  WITH follows.since AS since, follower.uid AS uid
  WHERE $after < [since, uid] < $before
  WITH since, uid
  ORDER BY since * $direction DESC, uid * $direction DESC LIMIT $limit
  RETURN collect([uid, since]) AS edges
}
RETURN collect([uid, edges]) AS lists
"""

# The same for a viewer who is suspended: their own edges are hidden from everybody else.
FOLLOWERS_FOR_SUSPENDED = FOLLOWERS.replace(
    "<-[follows:FOLLOWS]-(follower)",
    """<-[follows:FOLLOWS|HIDDEN_FOLLOWS]-(follower)
  WHERE follows:FOLLOWS OR follower.uid = $viewer
    OR person.uid = $viewer AND follower.suspended IS NULL""",
)


def followers(
    uids: Collection[int],
    *,
    limit: int,
    before: tuple[int, int] | None = None,
    after: tuple[int, int] | None = None,
    backwards: bool = False,
    suspended_viewer: int | None = None,
) -> dict[int, list[Edge]]:
    """The followers of each of `uids`, most recent first, `limit` of them a person.

    `before` and `after` are keys `(since, uid)`: only edges earlier than `before` and later
    than `after`, both exclusive. Of those the most recent, or the earliest if `backwards`.
    Somebody unknown is left out. A viewer who is suspended sees their own edges. Cost: the number
    of followers of each person, whichever the page.
    """
    record = door.read_one(
        FOLLOWERS if suspended_viewer is None else FOLLOWERS_FOR_SUSPENDED,
        uids=list(uids),
        viewer=suspended_viewer,
        **page(2, limit, before, after, backwards),
    )
    return {
        uid: [Edge(*edge) for edge in in_order(edges, backwards)] for uid, edges in record["lists"]
    }
