"""The users whom the viewer follows and who follow another user, in pages."""

from collections.abc import Collection, Mapping
from typing import LiteralString, Unpack

from graph.connection import client
from graph.edges import BY_TARGET, FOLLOWS

from .edge_ends import EdgeEnd
from .edge_pages import ORDERS, seeks
from .indexed import COMPLETE, read_indexed
from .keyset import Bounds, in_order, page, ranges
from .known_followers import FOLLOWEES, FOLLOWEES_BY_EDGES, MAX_FOLLOWEES, SEEK

# By a seek for each followee, or by the user's followers in the order of the page, as takes less.
_INDEXED: LiteralString = """
{followees}
UNWIND $ids AS id
MATCH (person:User {{uid: id}}) USING INDEX SEEK person:User(uid)
WITH *, size(followees) * $seek < COUNT {{ (person)<-[:FOLLOWS]-() }} AS are_few
CALL (id, followees, are_few) {{
  CALL (id, followees, are_few) {{
    UNWIND CASE WHEN are_few THEN followees ELSE [] END AS end
    CALL (id, end) {{
      MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(actor, target)
      WHERE edge.actor = end AND edge.target = id
      RETURN edge.since AS since
    }}
    WITH since, end WHERE $after < [since, end] < $before
    RETURN since, end
    UNION ALL
    UNWIND CASE WHEN are_few OR followees = [] THEN [] ELSE [followees] END AS crowd
    CALL (id, crowd) {{{seeks}    }}
    RETURN since, end
  }}
  WITH since, end ORDER BY since{order}, end{order} LIMIT $limit
  RETURN collect([end, since]) AS ends
}}
WITH collect([id, ends]) AS lists
RETURN lists, {complete}
"""
MUTUALS_BY_INDEX: Mapping[bool, LiteralString] = {
    backwards: _INDEXED.format(
        followees=FOLLOWEES,
        seeks=seeks(FOLLOWS, BY_TARGET, order, rest="AND edge.actor IN crowd"),
        order=order,
        complete=COMPLETE,
    )
    for backwards, order in ORDERS.items()
}
MUTUALS: LiteralString = f"""
{FOLLOWEES_BY_EDGES}
UNWIND $ids AS id
MATCH (person:User {{uid: id}}) USING INDEX SEEK person:User(uid)
CALL (person, followees) {{
  UNWIND CASE WHEN followees = [] THEN [] ELSE [followees] END AS crowd
  MATCH (person)<-[edge:FOLLOWS|HIDDEN_FOLLOWS]-(follower) WHERE follower.uid IN crowd
  WITH edge.since AS since, follower.uid AS end
  WHERE $after < [since, end] < $before
  WITH since, end ORDER BY since * $direction DESC, end * $direction DESC LIMIT $limit
  RETURN collect([end, since]) AS ends
}}
RETURN collect([id, ends]) AS lists
"""


def mutuals(
    viewer: int,
    uids: Collection[int],
    *,
    suspended: bool = False,
    hidden: Collection[int] = (),
    **bounds: Unpack[Bounds],
) -> dict[int, list[EdgeEnd]]:
    """Return whom the viewer follows and who follow each of `uids`, the last to follow first.

    Of the viewer's followees the MAX_FOLLOWEES followed last count, without those who are `hidden`;
    a `suspended` viewer reads on. A user who does not exist is left out. The keys of the bounds are
    `(since, uid)`.

    Cost: the followees, from an index; for each user a seek for each of them, or the user's
    followers from an index until the page is full, as takes less: 200,000 edges at most. For a
    suspended viewer all followers of each user.
    """
    backwards = bounds.get("backwards", False)
    asked = {"ids": list(uids), "viewer": viewer, "hidden": list(hidden), **page(2, **bounds)}
    asked |= {"followees": MAX_FOLLOWEES, "seek": SEEK}
    if suspended:
        record = client.read_one(MUTUALS, **asked)
    else:
        between = ranges(bounds.get("before"), bounds.get("after"))
        record = read_indexed(MUTUALS_BY_INDEX[backwards], MUTUALS, **asked, **between)
    return {
        uid: [EdgeEnd(*end) for end in in_order(ends, backwards)] for uid, ends in record["lists"]
    }
