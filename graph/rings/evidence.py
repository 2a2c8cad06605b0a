"""The follows of a group of users: how many there are, and some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from graph.connection import client

# The degrees are stored; the follows of the members are read once.
_COUNTS: LiteralString = """
UNWIND $members AS uid
MATCH (one:User {uid: uid})
WITH one, COUNT { (one)-[:FOLLOWS]->() } AS follows, COUNT { (one)<-[:FOLLOWS]-() } AS followers
CALL (one) {
  MATCH (one)-[:FOLLOWS]->(other:User) WHERE other.uid IN $members
  RETURN count(*) AS inside,
    count(CASE WHEN EXISTS { (other)-[:FOLLOWS]->(one) } THEN 1 END) AS mutual
}
RETURN sum(inside) AS inside, sum(mutual) AS mutual, sum(follows) AS follows,
  sum(followers) AS followers
"""
_INSIDE: LiteralString = """
UNWIND $members AS uid
MATCH (one:User {uid: uid})-[:FOLLOWS]->(other:User) WHERE other.uid IN $members
WITH one, other, EXISTS { (other)-[:FOLLOWS]->(one) } AS mutual
WHERE NOT mutual OR one.uid < other.uid
WITH one, other, mutual LIMIT $edges
RETURN collect([one.uid, other.uid, mutual]) AS edges
"""
# By whom others let the group in: mutual ones first.
_FROM_OUTSIDE: LiteralString = """
UNWIND $members AS uid
MATCH (one:User {uid: uid})<-[:FOLLOWS]-(other:User) WHERE NOT other.uid IN $members
WITH one, other LIMIT $read
WITH one, other, EXISTS { (one)-[:FOLLOWS]->(other) } AS mutual
ORDER BY mutual DESC, other.uid, one.uid LIMIT $edges
RETURN collect([other.uid, one.uid, mutual]) AS edges
"""
# Follows from outside that are read to find the mutual ones among them.
_READ = 100_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Follows among the members, those of them that are one of two mutual ones, and all others."""

    inside: int
    mutual_inside: int
    outgoing: int
    incoming: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Somebody follows somebody, who may follow back."""

    actor: int
    target: int
    is_mutual: bool


def count_follows(members: Sequence[int]) -> Counts:
    """Return how many follows there are inside, and to and from others. Raises GraphUnavailable.

    Cost: the follows of the members, and for those inside a look for the one back.
    """
    (record,) = client.read_long(_COUNTS, members=list(members))
    inside = record["inside"]
    return Counts(
        inside, record["mutual"], record["follows"] - inside, record["followers"] - inside
    )


def some_edges(members: Sequence[int], *, inside: int, outside: int) -> list[Edge]:
    """Return up to `outside` follows by others, mutual ones first, and up to `inside` inside.

    A mutual follow inside is one edge. Raises GraphUnavailable. Cost: up to 100,000 follows.
    """
    (entering,) = client.read_long(_FROM_OUTSIDE, members=list(members), edges=outside, read=_READ)
    (among,) = client.read_long(_INSIDE, members=list(members), edges=inside)
    return [Edge(*each) for record in (entering, among) for each in record["edges"]]
