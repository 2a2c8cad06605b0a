"""The ends of edges of one kind: pages, newest first, and single edges."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import LiteralString, Unpack

from graph.connection import client
from graph.edges import EDGES, PAIR, POST, USER, Edge, Target

from .edge_pages import (
    ACTORS,
    ACTORS_BY_INDEX,
    ACTORS_FOR_SUSPENDED,
    TARGETS,
    TARGETS_BY_INDEX,
    TARGETS_FOR_SUSPENDED,
)
from .hidden import for_hidden, hidden_parameters
from .indexed import COMPLETE, exists, read_indexed
from .keyset import Bounds, in_order, page, ranges

AMONG_BY_INDEX: Mapping[Edge, LiteralString] = {
    edge: f"""
UNWIND $ids AS id
WITH id WHERE {exists(edge, "$actor", "id")}
WITH collect(id) AS ids
RETURN ids, {COMPLETE}
"""
    for edge in EDGES
    if PAIR in edge.indexes
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
} AND NOT post.author IN $hidden""",
}
COUNT: Mapping[Edge, LiteralString] = {
    edge: f"""
OPTIONAL MATCH (actor:User {{uid: $actor}})
RETURN COUNT {{ (actor)-[:{edge.name}]->{_VISIBLE_ENDS[edge.to]} }} AS count
"""
    for edge in EDGES
}

ALL: Mapping[Edge, LiteralString] = {
    edge: f"""
OPTIONAL MATCH (:User {{uid: $actor}})-[:{edge.name}]->{_VISIBLE_ENDS[POST]}
RETURN collect(post.pid) AS ids
"""
    for edge in EDGES
    if edge.to is POST
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
    hidden: Collection[int] = (),
    **bounds: Unpack[Bounds],
) -> dict[int, list[EdgeEnd]]:
    """Return what the edges of each of `uids` lead to, newest first, for each user who exists.

    Users who are `hidden` are left out. The keys of the bounds are `(since, id)`. Cost: a seek of
    at most `limit` for each user, at any depth; without an index of the edge, the number of these
    edges of each user. So for a viewer who is suspended, and sees their own edges.
    """
    if suspended_viewer is not None:
        return _ends(TARGETS_FOR_SUSPENDED[edge], None, uids, suspended_viewer, hidden, bounds)
    indexed = TARGETS_BY_INDEX[bounds.get("backwards", False)].get(edge)
    return _ends(TARGETS[edge], indexed, uids, None, hidden, bounds)


def actors(
    edge: Edge,
    ids: Collection[int],
    suspended_viewer: int | None = None,
    hidden: Collection[int] = (),
    **bounds: Unpack[Bounds],
) -> dict[int, list[EdgeEnd]]:
    """Return the users whose edges lead to each of `ids`; bounds and cost as in `targets`."""
    if suspended_viewer is not None:
        return _ends(ACTORS_FOR_SUSPENDED[edge], None, ids, suspended_viewer, hidden, bounds)
    indexed = ACTORS_BY_INDEX[bounds.get("backwards", False)].get(edge)
    return _ends(ACTORS[edge], indexed, ids, None, hidden, bounds)


def targets_among(edge: Edge, actor: int, ids: Collection[int]) -> set[int]:
    """Return those of `ids` that an edge of the actor leads to, also while it is hidden.

    Cost: for each id one or two index seeks; without an index of pairs of the edge, the smaller
    degree of the two nodes.
    """
    if edge not in AMONG_BY_INDEX:
        return set(client.read_one(AMONG[edge], actor=actor, ids=list(ids))["ids"])
    found = read_indexed(AMONG_BY_INDEX[edge], AMONG[edge], actor=actor, ids=list(ids))
    return set(found["ids"])


def count_targets(edge: Edge, actor: int, hidden: Collection[int] = ()) -> int:
    """Return how many edges go out from the actor to ends that the actor may see.

    Posts of users who are `hidden` are left out.

    Cost: an index seek, and a stored degree for users or two hits an edge for posts.
    """
    count: int = client.read_one(COUNT[edge], actor=actor, hidden=list(hidden))["count"]
    return count


def all_targets(edge: Edge, actor: int, hidden: Collection[int] = ()) -> list[int]:
    """Return the ids of all posts that `count_targets` counts. Cost: three hits an edge."""
    found: list[int] = client.read_one(ALL[edge], actor=actor, hidden=list(hidden))["ids"]
    return found


def _ends(
    expanded: LiteralString,
    indexed: LiteralString | None,
    ids: Collection[int],
    viewer: int | None,
    hidden: Collection[int],
    bounds: Bounds,
) -> dict[int, list[EdgeEnd]]:
    asked = {"ids": list(ids), "viewer": viewer, **page(2, **bounds), **hidden_parameters(hidden)}
    expanded = for_hidden(expanded, hidden)
    if indexed is None:
        record = client.read_one(expanded, **asked)
    else:
        between = ranges(bounds.get("before"), bounds.get("after"))
        record = read_indexed(for_hidden(indexed, hidden), expanded, **asked, **between)
    return {
        id_: [EdgeEnd(*end) for end in in_order(ends, bounds.get("backwards", False))]
        for id_, ends in record["lists"]
    }
