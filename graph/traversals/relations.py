"""Relations between the viewer and other users, alone and with their counts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString

from graph.edges import FOLLOWS

from . import counts_without
from .counts import DEGREES, UserCounts
from .hidden import for_hidden, hidden_parameters
from .indexed import COMPLETE, exists, read_indexed

RELATIONS_BY_INDEX: LiteralString = f"""
UNWIND $uids AS uid
WITH collect([
  uid,
  {exists(FOLLOWS, "$viewer", "uid")},
  {exists(FOLLOWS, "uid", "$viewer")}
]) AS relations
RETURN relations, {COMPLETE}
"""
RELATIONS = """
OPTIONAL MATCH (viewer:User {uid: $viewer})
CALL (viewer) {
  UNWIND $uids AS uid
  MATCH (person:User {uid: uid})
  RETURN collect([
    uid,
    EXISTS { (viewer)-[:FOLLOWS|HIDDEN_FOLLOWS]->(person) },
    EXISTS { (viewer)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(person) }
  ]) AS relations
}
RETURN relations
"""

WITH_COUNTS_BY_INDEX: LiteralString = f"""
UNWIND $uids AS uid
MATCH (person:User {{uid: uid}})
WITH collect([
  uid,
  {exists(FOLLOWS, "$viewer", "uid")},
  {exists(FOLLOWS, "uid", "$viewer")},
  {DEGREES}
]) AS counts
RETURN counts, {COMPLETE}
"""
WITH_COUNTS: LiteralString = f"""
OPTIONAL MATCH (viewer:User {{uid: $viewer}})
CALL (viewer) {{
  UNWIND $uids AS uid
  MATCH (person:User {{uid: uid}})
  RETURN collect([
    uid,
    EXISTS {{ (viewer)-[:FOLLOWS|HIDDEN_FOLLOWS]->(person) }},
    EXISTS {{ (viewer)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(person) }},
    {DEGREES}
  ]) AS counts
}}
RETURN counts
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """Whether the viewer follows a user, and is followed by them."""

    follows: bool = False
    followed_by: bool = False

    @property
    def mutual(self) -> bool:
        """Whether they follow each other."""
        return self.follows and self.followed_by


def relations(viewer: int, uids: Collection[int]) -> dict[int, Relation]:
    """Return the relation of the viewer to each of `uids`; none to unknown users.

    Hidden edges count: only a suspended viewer has any with visible users.

    Cost: for each user two to four index seeks.
    """
    record = read_indexed(RELATIONS_BY_INDEX, RELATIONS, viewer=viewer, uids=list(uids))
    found = {uid: Relation(*flags) for uid, *flags in record["relations"]}
    return {uid: found.get(uid, Relation()) for uid in uids}


def relations_and_counts(
    viewer: int, uids: Collection[int], *, hidden: Collection[int] = ()
) -> dict[int, tuple[Relation, UserCounts]]:
    """Return what `relations` and `user_counts` do, for a viewer who is not suspended.

    Unknown users are left out.

    Cost: that of `user_counts`, and for each user two to four index seeks.
    """
    if hidden:
        by_index, by_edges = counts_without.RELATIONS_BY_INDEX, counts_without.RELATIONS
    else:
        by_index, by_edges = WITH_COUNTS_BY_INDEX, WITH_COUNTS
    record = read_indexed(
        for_hidden(by_index, hidden),
        for_hidden(by_edges, hidden),
        viewer=viewer,
        uids=list(uids),
        **hidden_parameters(hidden),
    )
    return {
        uid: (Relation(follows, followed_by), UserCounts(*counts))
        for uid, follows, followed_by, *counts in record["counts"]
    }
