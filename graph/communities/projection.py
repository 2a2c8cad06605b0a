"""A copy of all follows in Neo4j's heap, in which communities and ranks are found.

The nodes of the copy are the ids of users, so that nothing refers to a user who is deleted
meanwhile. Suspended users are not in it. It stays until it is dropped or the server ends.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

from neo4j import Record

from . import library

GRAPH: LiteralString = "communities-and-ranks"

# Leiden knows no directions, and PageRank is about nothing else.
_TYPES: LiteralString = "{FOLLOWS: {}, KNOWS: {type: 'FOLLOWS', orientation: 'UNDIRECTED'}}"
_SIZE: LiteralString = f"""
CALL () {{ MATCH (u:User) RETURN count(u) AS users }}
CALL () {{ MATCH ()-[f:FOLLOWS]->() RETURN count(f) AS follows }}
CALL gds.graph.project.estimate('*', {_TYPES}, {{nodeCount: users, relationshipCount: 2 * follows}})
YIELD heapPercentageMax
RETURN heapPercentageMax AS share
"""
_PROJECT: LiteralString = """
MATCH (one:User)-[:FOLLOWS]->(other:User)
WHERE one.suspended IS NULL AND other.suspended IS NULL
UNWIND ['FOLLOWS', 'KNOWS'] AS type
WITH gds.graph.project($graph, one.uid, other.uid, {relationshipType: type},
  {undirectedRelationshipTypes: ['KNOWS'], readConcurrency: 1}) AS copy
RETURN copy.nodeCount AS users
"""
_DROP: LiteralString = "CALL gds.graph.drop($graph, false) YIELD graphName RETURN graphName"
# One thread, so that a processor is left for others; and the same result each time.
_LEIDEN: LiteralString = (
    "{mutateProperty: 'community', relationshipTypes: ['KNOWS'], concurrency: 1, randomSeed: 1}"
)
_RANKS: LiteralString = (
    "{mutateProperty: 'rank', relationshipTypes: ['FOLLOWS'], concurrency: 1, maxIterations: 30}"
)
_SIZE_OF_LEIDEN: LiteralString = f"""
CALL gds.leiden.mutate.estimate($graph, {_LEIDEN}) YIELD heapPercentageMax
RETURN heapPercentageMax AS share
"""
_FIND_COMMUNITIES: LiteralString = f"""
CALL gds.leiden.mutate($graph, {_LEIDEN}) YIELD communityCount, modularity
RETURN communityCount AS communities, modularity
"""
_FIND_RANKS: LiteralString = f"""
CALL gds.pageRank.mutate($graph, {_RANKS}) YIELD ranIterations
RETURN ranIterations AS iterations
"""
_PAGE: LiteralString = """
CALL gds.graph.nodeProperties.stream($graph, 'community') YIELD nodeId, propertyValue
WITH nodeId AS uid, propertyValue AS community WHERE uid > $after
WITH uid, community ORDER BY uid LIMIT $users
RETURN collect([uid, community, gds.util.nodeProperty($graph, uid, 'rank')]) AS page
"""


@dataclass(frozen=True, slots=True)
class Membership:
    """A user's community, a number that means nothing else, and PageRank."""

    uid: int
    community: int
    rank: float


@contextmanager
def projected() -> Iterator[int]:
    """Make the copy; yield the number of users in it, 0 in a network without follows; drop it.

    What an earlier, killed process left is dropped first, so there must be one caller at a time.
    Raises TooLargeError and GraphUnavailable. Cost: every follow once, and about 30 bytes of heap
    for each.
    """
    drop()
    _require_memory(_SIZE)
    try:
        (record,) = _run(_PROJECT)
        yield record["users"] or 0
    finally:
        drop()


def drop() -> None:
    """Drop the copy, if there is one. Raises GraphUnavailable."""
    _run(_DROP)


def find_communities() -> tuple[int, float]:
    """Find communities in the copy by Leiden; return how many, and their modularity.

    Source: Traag, Waltman and van Eck, From Louvain to Leiden, 2019. Raises TooLargeError and
    GraphUnavailable. Cost: about 15 µs a follow.
    """
    _require_memory(_SIZE_OF_LEIDEN)
    (record,) = _run(_FIND_COMMUNITIES)
    return record["communities"], record["modularity"]


def find_ranks() -> int:
    """Find PageRank in the copy; return the number of iterations. Raises as find_communities."""
    (record,) = _run(_FIND_RANKS)
    iterations: int = record["iterations"]
    return iterations


def memberships(after: int, users: int) -> Sequence[Membership]:
    """Return those of the next users by id, once both are found. Raises GraphUnavailable.

    Cost: a pass over the users of the copy.
    """
    (record,) = _run(_PAGE, after=after, users=users)
    return [Membership(*each) for each in record["page"]]


def _require_memory(estimate: LiteralString) -> None:
    library.require_memory(estimate, graph=GRAPH)


def _run(statement: LiteralString, **parameters: Any) -> list[Record]:
    return library.run(statement, graph=GRAPH, **parameters)
