"""Reads by the indexes of edges, and the older way for as long as some edges are not in them."""

from typing import Any, LiteralString

from neo4j import Record

from graph.connection import client
from graph.edges import Edge

# Edges of an earlier release get the ids of their ends while there is such a node
# (`graph/writes/backfill.py`). Cost: one stored count.
COMPLETE: LiteralString = "COUNT { (:Backfill) } = 0 AS complete"


def read_indexed(indexed: LiteralString, expanded: LiteralString, **parameters: Any) -> Record:
    """Return the record of `indexed`, which returns COMPLETE, or of `expanded` if it is not.

    Raises GraphUnavailable. Cost: one statement, two during a backfill.
    """
    record = client.read_one(indexed, **parameters)
    return record if record["complete"] else client.read_one(expanded, **parameters)


def exists(edge: Edge, actor: LiteralString, target: LiteralString) -> LiteralString:
    """Return the condition that an edge between two ids exists, hidden or not.

    Cost: a seek in the index of pairs, and one more where the edge is not visible.
    """
    seek: LiteralString = _seek(edge.name, actor, target)
    return f"{seek} OR {_seek(edge.hidden, actor, target)}" if edge.hidden else seek


def _seek(type_: LiteralString, actor: LiteralString, target: LiteralString) -> LiteralString:
    return f"""EXISTS {{ MATCH ()-[e:{type_}]->() USING INDEX SEEK e:{type_}(actor, target)
      WHERE e.actor = {actor} AND e.target = {target} }}"""
