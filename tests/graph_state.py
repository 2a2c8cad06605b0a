"""What is in Neo4j, in plain values, for assertions."""

from graph.connection import client
from graph.edges import INDEXED, TOMBSTONES

Node = tuple[str, dict[str, object]]
Edge = tuple[str, int, int]
REPEAT_ENDS = {kind for edge in INDEXED for kind in (edge.name, edge.hidden)}


def nodes() -> list[Node]:
    """Every node but the watermark: label and properties, sorted."""
    found = client.read(
        """
        MATCH (n) WHERE NOT n:Watermark RETURN labels(n)[0] AS label, properties(n) AS properties
        """
    )
    return sorted(((r["label"], dict(sorted(r["properties"].items()))) for r in found), key=str)


def edges_with_properties() -> list[tuple[str, int, int, dict[str, object]]]:
    """Every edge: type, start, end, properties; sorted.

    Of an edge that repeats the ids of its ends the properties show them only where they are wrong.
    """
    found = client.read(
        """
        MATCH (a)-[r]->(b)
        RETURN type(r) AS type, a.uid AS a, coalesce(b.uid, b.pid) AS b, properties(r) AS p
        """
    )
    return sorted(((r["type"], r["a"], r["b"], _without_ends(**r)) for r in found), key=str)


def _without_ends(type: str, a: int, b: int, p: dict[str, object]) -> dict[str, object]:
    if type not in REPEAT_ENDS:
        return p
    ends = {"actor": p.pop("actor", None), "target": p.pop("target", None)}
    return p if ends == {"actor": a, "target": b} else {**p, **ends}


def edges(*types: str) -> list[Edge]:
    """The edges of these types (all if none is named), without tombstones."""
    return [
        (kind, start, end)
        for kind, start, end, _ in edges_with_properties()
        if (kind in types if types else kind not in TOMBSTONES)
    ]
