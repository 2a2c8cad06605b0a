"""What is in Neo4j, in plain values, for assertions."""

from graph.connection import client
from graph.edges import TOMBSTONES

Node = tuple[str, dict[str, object]]
Edge = tuple[str, int, int]


def nodes() -> list[Node]:
    """Every node but the watermark: label and properties, sorted."""
    found = client.read(
        """
        MATCH (n) WHERE NOT n:Watermark RETURN labels(n)[0] AS label, properties(n) AS properties
        """
    )
    return sorted(((r["label"], dict(sorted(r["properties"].items()))) for r in found), key=str)


def edges_with_properties() -> list[tuple[str, int, int, dict[str, object]]]:
    """Every edge: type, start, end, properties; sorted."""
    found = client.read(
        """
        MATCH (a)-[r]->(b)
        RETURN type(r) AS type, a.uid AS a, coalesce(b.uid, b.pid) AS b, properties(r) AS p
        """
    )
    return sorted(((r["type"], r["a"], r["b"], r["p"]) for r in found), key=str)


def edges(*types: str) -> list[Edge]:
    """The edges of these types (all if none is named), without tombstones."""
    return [
        (kind, start, end)
        for kind, start, end, _ in edges_with_properties()
        if (kind in types if types else kind not in TOMBSTONES)
    ]
