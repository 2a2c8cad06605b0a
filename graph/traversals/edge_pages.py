"""The statements of pages of an edge's ends: by an index, or by all edges of a node."""

from collections.abc import Mapping
from typing import LiteralString

from graph.edges import BY_ACTOR, BY_TARGET, EDGES, USER, Edge, Properties, Target

from .indexed import COMPLETE

Statements = Mapping[Edge, LiteralString]

# A seek stops at its limit, as it is ordered by all properties of its index. Keys of one time are
# apart from the others, because an index takes one range: thousands of edges may have one time.
_SEEKS: LiteralString = """
    UNWIND $spans AS span
    CALL (*) {{
      MATCH ()-[edge:{name}]->() USING INDEX SEEK edge:{name}({start}, since, {end})
      WHERE edge.{start} = id AND span[0] < edge.since < span[1] AND edge.{end} IS NOT NULL {rest}
      RETURN edge.since AS since, edge.{end} AS end
      ORDER BY edge.{start}{order}, edge.since{order}, edge.{end}{order} LIMIT $limit
    }}
    RETURN since, end
    UNION ALL
    UNWIND $ties AS tie
    CALL (*) {{
      MATCH ()-[edge:{name}]->() USING INDEX SEEK edge:{name}({start}, since, {end})
      WHERE edge.{start} = id AND edge.since = tie[0] AND tie[1] < edge.{end} < tie[2] {rest}
      RETURN edge.since AS since, edge.{end} AS end
      ORDER BY edge.{start}{order}, edge.since{order}, edge.{end}{order} LIMIT $limit
    }}
    RETURN since, end
"""
_INDEXED: LiteralString = """
UNWIND $ids AS id
MATCH (start:{label} {{{key}: id}}) USING INDEX SEEK start:{label}({key})
CALL (id) {{
  CALL (id) {{{seeks}  }}
  WITH since, end ORDER BY since{order}, end{order} LIMIT $limit
  RETURN collect([end, since]) AS ends
}}
WITH collect([id, ends]) AS lists
RETURN lists, {complete}
"""
_EXPANDED: LiteralString = """
UNWIND $ids AS id
MATCH (start:{label} {{{key}: id}})
CALL (start) {{
  MATCH (start){edge}(end)
  WITH edge.since AS since, end.{end_key} AS id
  WHERE $after < [since, id] < $before {shown}
  WITH since, id
  ORDER BY since * $direction DESC, id * $direction DESC LIMIT $limit
  RETURN collect([id, since]) AS ends
}}
RETURN collect([id, ends]) AS lists
"""
# Users whom a block hides from the viewer; documents are left out where they are read.
_SHOWN: LiteralString = "AND NOT id IN $hidden"
# The same for a suspended viewer: their own edges are hidden from everybody else.
_OWN_TOO: LiteralString = """
  WHERE edge:{name} OR end.uid = $viewer OR start.uid = $viewer AND end.suspended IS NULL"""


def seeks(
    edge: Edge, index: Properties, order: LiteralString, rest: LiteralString = ""
) -> LiteralString:
    """Return the reads of the index: `since` and `end`, by `id`, `$spans`, `$ties`, `$limit`."""
    start, _, end = index
    return _SEEKS.format(name=edge.name, start=start, end=end, order=order, rest=rest)


def _indexed(edge: Edge, start: Target, index: Properties, order: LiteralString) -> LiteralString:
    end: LiteralString = index[2]
    ends = edge.to if index is BY_ACTOR else USER
    rest: LiteralString = f"AND NOT edge.{end} IN $hidden" if ends is USER else ""
    return _INDEXED.format(
        label=start.label,
        key=start.key,
        seeks=seeks(edge, index, order, rest),
        order=order,
        complete=COMPLETE,
    )


# By whether the page is read backwards, as all statements of pages are.
ORDERS: Mapping[bool, LiteralString] = {False: " DESC", True: ""}
TARGETS_BY_INDEX: Mapping[bool, Statements] = {
    backwards: {
        edge: _indexed(edge, USER, BY_ACTOR, order) for edge in EDGES if BY_ACTOR in edge.indexes
    }
    for backwards, order in ORDERS.items()
}
ACTORS_BY_INDEX: Mapping[bool, Statements] = {
    backwards: {
        edge: _indexed(edge, edge.to, BY_TARGET, order)
        for edge in EDGES
        if BY_TARGET in edge.indexes
    }
    for backwards, order in ORDERS.items()
}
TARGETS: Statements = {
    edge: _EXPANDED.format(
        label=USER.label,
        key=USER.key,
        edge=f"-[edge:{edge.name}]->",
        end_key=edge.to.key,
        shown=_SHOWN if edge.to is USER else "",
    )
    for edge in EDGES
}
ACTORS: Statements = {
    edge: _EXPANDED.format(
        label=edge.to.label,
        key=edge.to.key,
        edge=f"<-[edge:{edge.name}]-",
        end_key=USER.key,
        shown=_SHOWN,
    )
    for edge in EDGES
}
TARGETS_FOR_SUSPENDED: Statements = {
    edge: TARGETS[edge].replace(
        f"-[edge:{edge.name}]->(end)",
        f"-[edge:{edge.with_hidden}]->(end)" + _OWN_TOO.format(name=edge.name),
    )
    for edge in EDGES
}
ACTORS_FOR_SUSPENDED: Statements = {
    edge: ACTORS[edge].replace(
        f"<-[edge:{edge.name}]-(end)",
        f"<-[edge:{edge.with_hidden}]-(end)" + _OWN_TOO.format(name=edge.name),
    )
    for edge in EDGES
}
