"""Making and undoing edges of every kind that has a version."""

from collections.abc import Mapping, Sequence
from typing import LiteralString

from graph.connection import client
from graph.edges import EDGES, POST, USER, Edge, Target

from .changes import Change, newest_of_each_edge, rows_of
from .locks import LOCKS
from .shown import SHOWN, asked, show

_IS_HIDDEN: Mapping[Target, LiteralString] = {
    USER: "coalesce(a.suspended, b.suspended) IS NOT NULL",
    POST: "a.suspended IS NOT NULL",
}


def _properties(edge: Edge) -> LiteralString:
    """Return what an edge gets from its row; null values are not written."""
    ends: LiteralString = ", actor: row.actor, target: row.target" if edge.indexes else ""
    return f"cid: row.cid, since: row.since, version: row.version{ends}"


WRITES: Mapping[Edge, LiteralString] = {
    edge: f"""{LOCKS}
        OPTIONAL MATCH (w:Watermark)
        WITH coalesce(w.version, 0) AS watermark
        UNWIND $rows AS row
        WITH row, watermark WHERE row.version >= watermark OR row.repairs_at = watermark
        MATCH (a:User {{uid: row.actor}})
        MATCH (b:{edge.to.label} {{{edge.to.key}: row.target}})
        OPTIONAL MATCH (a)-[e:{edge.types}]->(b) WHERE coalesce(e.cid, 0) = row.comment
        WITH row, a, b, e WHERE e IS NULL OR e.version < row.version
        DELETE e
        WITH row, a, b, {_IS_HIDDEN[edge.to]} AS hidden
        FOREACH (_ IN CASE WHEN row.made AND NOT hidden THEN [1] ELSE [] END |
          CREATE (a)-[:{edge.name} {{{_properties(edge)}}}]->(b))
        FOREACH (_ IN CASE WHEN row.made AND hidden THEN [1] ELSE [] END |
          CREATE (a)-[:{edge.hidden or edge.name} {{{_properties(edge)}}}]->(b))
        FOREACH (_ IN CASE WHEN row.made THEN [] ELSE [1] END |
          CREATE (a)-[:{edge.tombstone or edge.name} {{cid: row.cid, version: row.version}}]->(b))
        """
    for edge in EDGES
    if not edge.with_post
}

# The same for a request that answers with what its write has changed.
SHOWING: Mapping[Edge, LiteralString] = {
    edge: f"""{write}
        WITH row, a, b, hidden WHERE NOT hidden
        RETURN {SHOWN[edge.to]}
        """
    for edge, write in WRITES.items()
}


def write_edges(edge: Edge, changes: Sequence[Change]) -> None:
    """Make or undo each edge of this kind, unless a newer change of the same edge is there.

    Both ends are locked; a row with a deleted end does nothing. While an end is suspended, the edge
    is created hidden. One statement, constant for the kind. Cost: four index seeks a row and the
    smaller degree of the two nodes. Raises GraphUnavailable. One change is shown, where that is
    asked for (`shown.py`).
    """
    people, posts = {change.actor for change in changes}, {change.target for change in changes}
    if edge.to is USER:
        people, posts = people | posts, set[int]()
    shows = len(changes) == 1 and asked()
    found = client.write(
        SHOWING[edge] if shows else WRITES[edge],
        people=sorted(people),
        posts=sorted(posts),
        rows=rows_of(newest_of_each_edge(changes), made_by=edge.made_by),
    )
    if shows:
        show(edge.to, changes[0], found)
