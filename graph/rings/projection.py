"""A copy of the mutual follows in Neo4j's heap, over which trust spreads from seeds.

A follow alone says nothing about the followee: anybody can follow anybody. So trust goes along
mutual follows, each of which somebody trusted has made, too. The nodes of the copy are the ids of
users; who is suspended has no follows, so is not in it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, log2
from typing import Any, LiteralString

from neo4j import Record

from graph.communities import library

GRAPH: LiteralString = "rings"

_TYPES: LiteralString = "{TIE: {type: 'FOLLOWS', orientation: 'UNDIRECTED'}}"
_SIZE: LiteralString = f"""
CALL () {{ MATCH (u:User) RETURN count(u) AS users }}
CALL () {{ MATCH ()-[f:FOLLOWS]->() RETURN count(f) AS follows }}
CALL gds.graph.project.estimate('*', {_TYPES}, {{nodeCount: users, relationshipCount: follows}})
YIELD heapPercentageMax
RETURN heapPercentageMax AS share
"""
_PROJECT: LiteralString = """
MATCH (one:User)-[:FOLLOWS]->(other:User)
WHERE one.uid < other.uid AND one.suspended IS NULL AND other.suspended IS NULL
  AND EXISTS { (other)-[:FOLLOWS]->(one) }
WITH gds.graph.project($graph, one.uid, other.uid, {relationshipType: 'TIE'},
  {undirectedRelationshipTypes: ['TIE'], readConcurrency: 1}) AS copy
RETURN copy.nodeCount AS users
"""
_DROP: LiteralString = "CALL gds.graph.drop($graph, false) YIELD graphName RETURN graphName"
_FIND_TIES: LiteralString = """
CALL gds.degree.mutate($graph, {mutateProperty: 'ties', concurrency: 1}) YIELD nodePropertiesWritten
RETURN nodePropertiesWritten AS users
"""
_OLDEST: LiteralString = """
CALL gds.graph.nodeProperties.stream($graph, 'ties') YIELD nodeId, propertyValue
WITH nodeId, propertyValue WHERE propertyValue >= $ties
WITH nodeId ORDER BY nodeId LIMIT $users
RETURN collect(nodeId) AS users
"""
_KNOWN: LiteralString = """
CALL gds.graph.nodeProperties.stream($graph, 'ties') YIELD nodeId
WITH nodeId WHERE nodeId IN $users
RETURN collect(nodeId) AS users
"""
# One thread, so that a processor is left for others; and the same result each time.
_LEIDEN: LiteralString = "{mutateProperty: 'community', concurrency: 1, randomSeed: 1}"
_SIZE_OF_LEIDEN: LiteralString = f"""
CALL gds.leiden.mutate.estimate($graph, {_LEIDEN}) YIELD heapPercentageMax
RETURN heapPercentageMax AS share
"""
_FIND_GROUPS: LiteralString = f"""
CALL gds.leiden.mutate($graph, {_LEIDEN}) YIELD communityCount
RETURN communityCount AS groups
"""
# The sum of the first $steps steps of a walk from the seeds, all of them nearly alike.
_SUM_UP: LiteralString = """
CALL gds.pageRank.mutate($graph,
  {mutateProperty: $property, sourceNodes: $seeds, maxIterations: $steps, dampingFactor: 0.999999,
   tolerance: 1e-300, concurrency: 1})
YIELD ranIterations
RETURN ranIterations AS steps
"""
_SCALE: LiteralString = """
CALL gds.graph.nodeProperties.stream($graph, 'later') YIELD nodeId, propertyValue
WITH sum(propertyValue - gds.util.nodeProperty($graph, nodeId, 'earlier')) AS trust,
  sum(gds.util.nodeProperty($graph, nodeId, 'ties')) AS ties
RETURN ties / trust AS scale
"""
_GROUPS: LiteralString = """
CALL gds.graph.nodeProperties.stream($graph, 'community') YIELD nodeId, propertyValue
WITH propertyValue AS community, gds.util.nodeProperty($graph, nodeId, 'later')
  - gds.util.nodeProperty($graph, nodeId, 'earlier') AS trust,
  gds.util.nodeProperty($graph, nodeId, 'ties') AS ties
WITH community, count(*) AS users, $scale * avg(trust / ties) AS trust, sum(ties) AS ties
WHERE users >= $least AND users <= $most AND trust < $below
WITH community, users, trust, toInteger(ties) AS ties ORDER BY trust, users DESC, community
LIMIT $groups
RETURN collect([community, users, trust, ties]) AS found
"""
_MEMBERS: LiteralString = """
CALL gds.graph.nodeProperties.stream($graph, 'community') YIELD nodeId, propertyValue
WITH nodeId, propertyValue AS community WHERE community = $community
WITH nodeId, toInteger(gds.util.nodeProperty($graph, nodeId, 'ties')) AS ties,
  gds.util.nodeProperty($graph, nodeId, 'later')
  - gds.util.nodeProperty($graph, nodeId, 'earlier') AS trust
WITH nodeId, ties, $scale * trust / ties AS trust ORDER BY nodeId
RETURN collect([nodeId, ties, trust]) AS members
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Users who hang together: how many, their mean trust, and the sum of their mutual follows.

    Trust is for each mutual follow, and 1 where everybody has the same.
    """

    community: int
    users: int
    trust: float
    ties: int


@dataclass(frozen=True, slots=True)
class Member:
    """A user of a group: how many mutual follows they have, and the trust of each."""

    uid: int
    ties: int
    trust: float


@contextmanager
def projected() -> Iterator[int]:
    """Make the copy; yield the number of users with a mutual follow; drop the copy.

    What an earlier, killed process left is dropped first, so there must be one caller at a time.
    Raises TooLargeError and GraphUnavailable. Cost: every follow once, with a look for the one
    back, and about 50 bytes of heap for each mutual one.
    """
    drop()
    library.require_memory(_SIZE, graph=GRAPH)
    try:
        (record,) = _run(_PROJECT)
        users = record["users"] or 0
        if users:
            _run(_FIND_TIES)
        yield users
    finally:
        drop()


def drop() -> None:
    """Drop the copy, if there is one. Raises GraphUnavailable."""
    _run(_DROP)


def known(users: Sequence[int]) -> list[int]:
    """Return those of these users who have a mutual follow. Raises GraphUnavailable."""
    return _users(_KNOWN, users=list(users))


def oldest(users: int, *, ties: int) -> list[int]:
    """Return the ids of the oldest users with at least so many mutual follows."""
    return _users(_OLDEST, users=users, ties=ties)


def spread(seeds: Sequence[int], users: int) -> float:
    """Spread trust from the seeds by `steps_for(users)` steps; return what scales it.

    In a step each user hands on all trust, the same part to each with whom they follow each other.
    What is kept is the sum of the last step and one more, as trust swings in a network with two
    sides. Source: Cao, Sirivianos, Yang and Pregueiro, Aiding the detection of fake accounts in
    large scale social online services, NSDI 2012. Raises TooLargeError and GraphUnavailable. Cost:
    two passes over the mutual follows a step.
    """
    steps = steps_for(users)
    for name, first in (("earlier", steps), ("later", steps + 2)):
        _run(_SUM_UP, property=name, seeds=list(seeds), steps=first)
    (record,) = _run(_SCALE)
    scale: float = record["scale"]
    return scale


def steps_for(users: int) -> int:
    """Return after how many steps trust has reached those whom many paths lead to, and no others.

    It is the logarithm of how many users there are, after which it would be even everywhere.
    """
    return max(1, ceil(log2(users)))


def find_groups() -> int:
    """Find groups by Leiden; return how many. Raises TooLargeError and GraphUnavailable."""
    library.require_memory(_SIZE_OF_LEIDEN, graph=GRAPH)
    (record,) = _run(_FIND_GROUPS)
    groups: int = record["groups"]
    return groups


def least_trusted(scale: float, *, groups: int, least: int, most: int, below: float) -> list[Group]:
    """Return the groups of `least` to `most` users with a mean trust under `below`, least first.

    Raises GraphUnavailable. Cost: a pass over the users of the copy.
    """
    (record,) = _run(_GROUPS, scale=scale, groups=groups, least=least, most=most, below=below)
    return [Group(*each) for each in record["found"]]


def members(community: int, scale: float) -> list[Member]:
    """Return the users of a group by id. Cost: a pass over the users of the copy."""
    (record,) = _run(_MEMBERS, community=community, scale=scale)
    return [Member(*each) for each in record["members"]]


def _users(statement: LiteralString, **parameters: Any) -> list[int]:
    (record,) = _run(statement, **parameters)
    return list(record["users"])


def _run(statement: LiteralString, **parameters: Any) -> list[Record]:
    return library.run(statement, graph=GRAPH, **parameters)
