"""Which of many pairs of ids have an edge."""

from collections.abc import Collection, Mapping
from typing import LiteralString

from graph.edges import EDGES, PAIR, Edge

from .indexed import COMPLETE, exists, read_indexed

PAIRS_BY_INDEX: Mapping[Edge, LiteralString] = {
    edge: f"""
UNWIND $pairs AS pair
WITH pair, pair[0] AS actor, pair[1] AS target
WHERE {exists(edge, "actor", "target")}
WITH collect(pair) AS pairs
RETURN pairs, {COMPLETE}
"""
    for edge in EDGES
    if PAIR in edge.indexes
}
PAIRS: Mapping[Edge, LiteralString] = {
    edge: f"""
UNWIND $pairs AS pair
MATCH (actor:User {{uid: pair[0]}}) USING INDEX SEEK actor:User(uid)
MATCH (target:{edge.to.label} {{{edge.to.key}: pair[1]}})
USING INDEX SEEK target:{edge.to.label}({edge.to.key})
WHERE EXISTS {{ (actor)-[:{edge.with_hidden}]->(target) }}
RETURN collect(pair) AS pairs
"""
    for edge in PAIRS_BY_INDEX
}


def connected(edge: Edge, pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs, of an actor and a target, with an edge, hidden or not.

    The edge has an index of pairs. Cost: for each pair one or two index seeks.
    """
    asked = [list(pair) for pair in pairs]
    record = read_indexed(PAIRS_BY_INDEX[edge], PAIRS[edge], pairs=asked)
    return {(actor, target) for actor, target in record["pairs"]}
