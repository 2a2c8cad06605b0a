"""Whom a person follows."""

from graph import door

from .edge import Edge
from .keyset import in_order, page

FOLLOWING = """
MATCH (:User {uid: $uid})-[follows:FOLLOWS]->(followee)
WITH follows.since AS since, followee.uid AS uid
WHERE $after < [since, uid] < $before
WITH since, uid
ORDER BY since * $direction DESC, uid * $direction DESC LIMIT $limit
RETURN collect([uid, since]) AS edges
"""


def following(
    uid: int,
    *,
    limit: int,
    before: tuple[int, int] | None = None,
    after: tuple[int, int] | None = None,
    backwards: bool = False,
) -> list[Edge]:
    """The people whom a person follows, most recently followed first, `limit` of them.

    `before` and `after` are keys `(since, uid)`: only edges earlier than `before` and later
    than `after`, both exclusive. Of those the most recent, or the earliest if `backwards`.
    An unknown person has none. Cost: the number of people followed, whichever the page.
    """
    record = door.read_one(FOLLOWING, uid=uid, **page(2, limit, before, after, backwards))
    return [Edge(*edge) for edge in in_order(record["edges"], backwards)]
