"""Who likes a post."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import LiteralString, Unpack

from graph.connection import client
from graph.edges import BY_TARGET, LIKED

from .edge_pages import ORDERS, seeks
from .hidden import for_hidden, hidden_parameters
from .indexed import COMPLETE, read_indexed
from .keyset import Bounds, Key, Ranges, in_order, page, ranges

# What a seek takes, in edges that a scan of an index reads meanwhile.
SEEK = 40

# First whom the viewer follows, by a seek for each of them or by all likes, as takes less;
# then the others, in the order of the index.
_INDEXED: LiteralString = """
CALL () {{
  MATCH ()-[follow:FOLLOWS]->() USING INDEX SEEK follow:FOLLOWS(actor, target)
  WHERE follow.actor = $viewer AND follow.target IS NOT NULL
  RETURN collect(follow.target) AS followees
}}
UNWIND $ids AS id
MATCH (post:Post {{pid: id}}) USING INDEX SEEK post:Post(pid)
WITH id, followees, size(followees) * $seek < COUNT {{ (post)<-[:LIKED]-() }} AS are_few
CALL (*) {{
  CALL (*) {{
    UNWIND CASE WHEN are_few THEN followees ELSE [] END AS uid
    CALL (id, uid) {{
      MATCH ()-[edge:LIKED]->() USING INDEX SEEK edge:LIKED(actor, target)
      WHERE edge.actor = uid AND edge.target = id
      RETURN edge.since AS since
    }}
    RETURN uid, since
    UNION ALL
    UNWIND CASE WHEN are_few OR followees = [] THEN [] ELSE [followees] END AS crowd
    CALL (id, crowd) {{
      MATCH ()-[edge:LIKED]->() USING INDEX SEEK edge:LIKED(target, since, actor)
      WHERE edge.target = id AND edge.since IS NOT NULL AND edge.actor IN crowd
      RETURN edge.actor AS uid, edge.since AS since
    }}
    RETURN uid, since
  }}
  RETURN collect(uid) AS known, collect([uid, since]) AS first
}}
CALL (id, known, first) {{
  CALL (*) {{
    UNWIND first AS liker
    WITH liker[0] AS end, liker[1] AS since
    WHERE $after < [1, since, end] < $before
    RETURN 1 AS followed, since, end
    UNION ALL
    CALL (*) {{{seeks}    }}
    RETURN 0 AS followed, since, end
  }}
  WITH followed, since, end ORDER BY followed{order}, since{order}, end{order} LIMIT $limit
  RETURN collect([end, since, followed]) AS likers
}}
WITH collect([id, likers]) AS lists
RETURN lists, {complete}
"""
_OTHERS: LiteralString = "AND NOT edge.actor IN known AND NOT edge.actor IN $hidden"
LIKERS_BY_INDEX: Mapping[bool, LiteralString] = {
    backwards: _INDEXED.format(
        seeks=seeks(LIKED, BY_TARGET, order, rest=_OTHERS),
        order=order,
        complete=COMPLETE,
    )
    for backwards, order in ORDERS.items()
}

LIKERS = """
CALL () {
  OPTIONAL MATCH (viewer:User {uid: $viewer})-[:FOLLOWS]->(followee)
  USING INDEX SEEK viewer:User(uid)
  RETURN collect(followee.uid) AS followees
}
UNWIND $ids AS pid
MATCH (post:Post {pid: pid}) USING INDEX SEEK post:Post(pid)
CALL (post, followees) {
  MATCH (post)<-[liked:LIKED]-(liker)
  WITH liker.uid AS uid, liked.since AS since,
    CASE WHEN liker.uid IN followees THEN 1 ELSE 0 END AS followed
  WHERE $after < [followed, since, uid] < $before AND NOT uid IN $hidden
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
    hidden: Collection[int] = (),
    **bounds: Unpack[Bounds],
) -> dict[int, list[Liker]]:
    """Return the likers of each of `pids`: first those whom the viewer follows, then the others.

    Users who are `hidden` from the viewer, whom the viewer cannot follow, are left out. Either
    part is newest first; the keys of the bounds are `(followed, since, id)`. A post that does not
    exist is left out; a `suspended` viewer is included. Cost: the followees, from an index; for
    each post a seek for each of them, or its likes from an index; and `limit` edges and those of
    who is hidden. For a suspended viewer the likes of each post and the followees.
    """
    backwards = bounds.get("backwards", False)
    asked = {"ids": list(pids), "viewer": viewer, "seek": SEEK, **page(3, **bounds)}
    asked |= hidden_parameters(hidden)
    if suspended:
        record = client.read_one(for_hidden(LIKERS_FOR_SUSPENDED, hidden), **asked)
    else:
        others = _others(bounds.get("before"), bounds.get("after"))
        by_index = for_hidden(LIKERS_BY_INDEX[backwards], hidden)
        record = read_indexed(by_index, for_hidden(LIKERS, hidden), **asked, **others)
    return {
        pid: [
            Liker(id_, since, bool(followed)) for id_, since, followed in in_order(rows, backwards)
        ]
        for pid, rows in record["lists"]
    }


def _others(before: Key | None, after: Key | None) -> Ranges:
    """Return the part of a page of users whom the viewer does not follow."""
    if after is not None and after[0]:
        return {"spans": [], "ties": []}
    return ranges(
        None if before is None or before[0] else before[1:], None if after is None else after[1:]
    )
