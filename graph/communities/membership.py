"""Writing communities and ranks to the nodes of users."""

from collections.abc import Sequence
from typing import LiteralString

from graph.connection import client

from .projection import Membership

# In the order of their ids, as every writer locks users. One who was deleted or suspended since the
# copy was made gets nothing; one who has no community any more loses it.
_WRITE: LiteralString = """
CALL () {
  UNWIND $rows AS row
  MATCH (u:User {uid: row[0]}) WHERE u.suspended IS NULL
  SET u.community = row[1], u.rank = row[2], u.ranked = $at
  RETURN count(*) AS written
}
CALL () {
  WITH [row IN $rows | row[0]] AS uids
  MATCH (u:User) WHERE u.uid > $after AND u.uid <= $until
    AND u.ranked < $at AND NOT u.uid IN uids
  REMOVE u.community, u.rank, u.ranked
}
RETURN written
"""


def write_memberships(
    found: Sequence[Membership], *, run: int, at: int, after: int, until: int
) -> int:
    """Write those of all users above `after` up to `until`; return how many were written.

    `run` is greater each time: communities of different runs are never the same, so that users
    are not taken for members of one while half of them are written. `at` is the time in
    milliseconds. May be repeated. Raises GraphUnavailable. Cost: a seek and three properties a
    user, whose locks are held meanwhile.
    """
    rows = [[each.uid, (run << 32) + each.community, each.rank] for each in found]
    (record,) = client.write(_WRITE, rows=rows, at=at, after=after, until=until)
    written: int = record["written"]
    return written
