"""Deleting a node whatever its degree.

A node with more edges than one transaction should delete first gets another label, so that nothing
finds or extends it any more, and then loses its edges in chunks. Its tombstone is written with the
label, so from then on a late change of it does nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from graph.connection import client
from graph.errors import Unfinished

from .changes import Change
from .slices import CHUNK, is_over


@dataclass(frozen=True, slots=True)
class Leaving:
    """The statements by which nodes of one label leave; each is constant."""

    begin: LiteralString
    take_edges: LiteralString
    end: LiteralString


def leaving(label: LiteralString, key: LiteralString) -> Leaving:
    """Return the statements for nodes of this label, which are known by this property.

    Nodes are locked before their edges are read: two appliers may be at the same node. Those with
    few edges go first, so that they do not wait for the others.
    """
    locked: LiteralString = f"""
        MATCH (n:Leaving{label}) WHERE n.{key} IN $keys
        WITH n ORDER BY n.{key} SET n.locked = true
    """
    left: LiteralString = f"""
        WITH count(*) AS done
        OPTIONAL MATCH (n:Leaving{label}) WHERE n.{key} IN $keys
        RETURN collect(n.{key}) AS left
    """
    return Leaving(
        begin=f"""
        UNWIND $rows AS row
        MERGE (n:{label} {{{key}: row.key}}) SET n.locked = true
        MERGE (d:Deleted{label} {{{key}: row.key}}) SET d.version = row.version
        WITH n, COUNT {{ (n)--() }} <= $few AS at_once
        FOREACH (_ IN CASE WHEN at_once THEN [] ELSE [1] END |
          SET n:Leaving{label} REMOVE n:{label}, n.username)
        FOREACH (_ IN CASE WHEN at_once THEN [1] ELSE [] END | DETACH DELETE n)
        {left}
        """,
        take_edges=f"""{locked}
        WITH n ORDER BY COUNT {{ (n)--() }}
        MATCH (n)-[r]-() WITH r LIMIT $chunk
        DELETE r RETURN count(*) AS taken
        """,
        end=f"""{locked}
        WITH n WHERE NOT EXISTS {{ (n)--() }}
        DELETE n
        {left}
        """,
    )


def delete(nodes: Leaving, versions: dict[int, int], changes: Sequence[Change]) -> None:
    """Write the tombstones of these nodes and delete them with their edges.

    `versions` are those of the tombstones, by the key of the node. Cost: two index seeks a node and
    its degree, at most CHUNK edges a transaction. Raises Unfinished.
    """
    rows = [{"key": key, "version": version} for key, version in sorted(versions.items())]
    left = _left(nodes.begin, list(versions), rows=rows, few=CHUNK // max(len(rows), 1))
    while left:
        (record,) = client.write(nodes.take_edges, keys=left, chunk=CHUNK)
        if record["taken"] < CHUNK or is_over():
            left = _left(nodes.end, left)
            if left and is_over():
                raise Unfinished(unfinished(changes, left))


def unfinished(changes: Sequence[Change], left: Sequence[int]) -> set[int]:
    """Return the versions of the changes whose node is among these."""
    return {change.version for change in changes if change.node in left}


def _left(statement: LiteralString, keys: list[int], **parameters: Any) -> list[int]:
    (record,) = client.write(statement, keys=keys, **parameters)
    left: list[int] = record["left"]
    return left
