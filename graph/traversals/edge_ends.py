"""Where edges of one kind lead to or come from: pages, newest first, and single edges."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import LiteralString, Unpack

from graph.connection import client
from graph.edges import EDGES, POST, USER, Edge, Target

from .keyset import Bounds, in_order, page

_PAGE: LiteralString = """
UNWIND $ids AS id
MATCH (start:{label} {{{key}: id}})
CALL (start) {{
  MATCH (start){edge}(end)
  WITH edge.since AS since, end.{end_key} AS id
  WHERE $after < [since, id] < $before
  WITH since, id
  ORDER BY since * $direction DESC, id * $direction DESC LIMIT $limit
  RETURN collect([id, since]) AS ends
}}
RETURN collect([id, ends]) AS lists
"""
# The same for a viewer who is suspended: their own edges are hidden from everybody else.
_OWN_TOO: LiteralString = """
  WHERE edge:{name} OR end.uid = $viewer OR start.uid = $viewer AND end.suspended IS NULL"""
TARGETS: Mapping[Edge, LiteralString] = {
    edge: _PAGE.format(
        label=USER.label, key=USER.key, edge=f"-[edge:{edge.name}]->", end_key=edge.to.key
    )
    for edge in EDGES
}
ACTORS: Mapping[Edge, LiteralString] = {
    edge: _PAGE.format(
        label=edge.to.label, key=edge.to.key, edge=f"<-[edge:{edge.name}]-", end_key=USER.key
    )
    for edge in EDGES
}
TARGETS_FOR_SUSPENDED: Mapping[Edge, LiteralString] = {
    edge: TARGETS[edge].replace(
        f"-[edge:{edge.name}]->(end)",
        f"-[edge:{edge.with_hidden}]->(end)" + _OWN_TOO.format(name=edge.name),
    )
    for edge in EDGES
}
ACTORS_FOR_SUSPENDED: Mapping[Edge, LiteralString] = {
    edge: ACTORS[edge].replace(
        f"<-[edge:{edge.name}]-(end)",
        f"<-[edge:{edge.with_hidden}]-(end)" + _OWN_TOO.format(name=edge.name),
    )
    for edge in EDGES
}
# Without the hints the planner, where the edges are few, walks from a target to all its actors.
AMONG: Mapping[Edge, LiteralString] = {
    edge: f"""
MATCH (actor:User {{uid: $actor}}) USING INDEX SEEK actor:User(uid)
UNWIND $ids AS id
MATCH (target:{edge.to.label} {{{edge.to.key}: id}})
USING INDEX SEEK target:{edge.to.label}({edge.to.key})
WHERE EXISTS {{ (actor)-[:{edge.with_hidden}]->(target) }}
RETURN collect(id) AS ids
"""
    for edge in EDGES
}

# A post is hidden with its author; of a suspended user the edges themselves are hidden.
_VISIBLE_ENDS: Mapping[Target, LiteralString] = {
    USER: "()",
    POST: """(post:Post) WHERE NOT EXISTS {
  (author:User)-[:POSTED]->(post) WHERE author.suspended IS NOT NULL AND author.uid <> $actor
}""",
}
COUNT: Mapping[Edge, LiteralString] = {
    edge: f"""
OPTIONAL MATCH (actor:User {{uid: $actor}})
RETURN COUNT {{ (actor)-[:{edge.name}]->{_VISIBLE_ENDS[edge.to]} }} AS count
"""
    for edge in EDGES
}


@dataclass(frozen=True, slots=True)
class EdgeEnd:
    """The user or post at the other end of an edge, and since when (milliseconds)."""

    id: int
    since: int

    @property
    def key(self) -> tuple[int, int]:
        """The edge's place in lists, which run from the highest key to the lowest."""
        return (self.since, self.id)


def targets(
    edge: Edge,
    uids: Collection[int],
    suspended_viewer: int | None = None,
    **bounds: Unpack[Bounds],
) -> dict[int, list[EdgeEnd]]:
    """Return what the edges of each of `uids` lead to, newest first, for each user who exists.

    The keys of the bounds are `(since, id)`. A viewer who is suspended sees their own edges. Cost:
    the number of these edges of each user, whichever the page.
    """
    statements = TARGETS if suspended_viewer is None else TARGETS_FOR_SUSPENDED
    return _ends(statements[edge], uids, suspended_viewer, bounds)


def actors(
    edge: Edge,
    ids: Collection[int],
    suspended_viewer: int | None = None,
    **bounds: Unpack[Bounds],
) -> dict[int, list[EdgeEnd]]:
    """Return the users whose edges lead to each of `ids`; bounds and cost as in `targets`."""
    statements = ACTORS if suspended_viewer is None else ACTORS_FOR_SUSPENDED
    return _ends(statements[edge], ids, suspended_viewer, bounds)


def targets_among(edge: Edge, actor: int, ids: Collection[int]) -> set[int]:
    """Return those of `ids` that an edge of the actor leads to, also while it is hidden.

    Cost: for each id an index seek and the smaller degree of the two nodes.
    """
    return set(client.read_one(AMONG[edge], actor=actor, ids=list(ids))["ids"])


def count_targets(edge: Edge, actor: int) -> int:
    """Return how many edges go out from the actor to ends that the actor may see.

    Cost: an index seek, and a stored degree for users or two hits an edge for posts.
    """
    count: int = client.read_one(COUNT[edge], actor=actor)["count"]
    return count


def _ends(
    statement: LiteralString, ids: Collection[int], viewer: int | None, bounds: Bounds
) -> dict[int, list[EdgeEnd]]:
    record = client.read_one(statement, ids=list(ids), viewer=viewer, **page(2, **bounds))
    return {
        id_: [EdgeEnd(*end) for end in in_order(ends, bounds.get("backwards", False))]
        for id_, ends in record["lists"]
    }
