"""Whom a person follows."""

from collections.abc import Collection

from graph import door

from .edge import Edge
from .keyset import in_order, page

FOLLOWING = """
UNWIND $uids AS uid
MATCH (person:User {uid: uid})
CALL (person) {
  MATCH (person)-[follows:FOLLOWS]->(followee)
  WITH follows.since AS since, followee.uid AS uid
  WHERE $after < [since, uid] < $before
  WITH since, uid
  ORDER BY since * $direction DESC, uid * $direction DESC LIMIT $limit
  RETURN collect([uid, since]) AS edges
}
RETURN collect([uid, edges]) AS lists
"""

# The same for a viewer who is suspended: their own edges are hidden from everybody else.
FOLLOWING_FOR_SUSPENDED = FOLLOWING.replace(
    "-[follows:FOLLOWS]->(followee)",
    """-[follows:FOLLOWS|HIDDEN_FOLLOWS]->(followee)
  WHERE follows:FOLLOWS OR followee.uid = $viewer
    OR person.uid = $viewer AND followee.suspended IS NULL""",
)


def following(
    uids: Collection[int],
    *,
    limit: int,
    before: tuple[int, int] | None = None,
    after: tuple[int, int] | None = None,
    backwards: bool = False,
    suspended_viewer: int | None = None,
) -> dict[int, list[Edge]]:
    """The people whom each of `uids` follows, most recently followed first, `limit` of them.

    `before` and `after` are keys `(since, uid)`: only edges earlier than `before` and later
    than `after`, both exclusive. Of those the most recent, or the earliest if `backwards`.
    Somebody unknown is left out. A viewer who is suspended sees their own edges. Cost: the number
    of people each follows, whichever the page.
    """
    record = door.read_one(
        FOLLOWING if suspended_viewer is None else FOLLOWING_FOR_SUSPENDED,
        uids=list(uids),
        viewer=suspended_viewer,
        **page(2, limit, before, after, backwards),
    )
    return {
        uid: [Edge(*edge) for edge in in_order(edges, backwards)] for uid, edges in record["lists"]
    }
