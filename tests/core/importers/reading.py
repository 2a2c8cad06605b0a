"""Reading an edge list without the stores: what its lines become."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.importers import EdgeListOptions
from core.importers.edge_lists.edges import Edge, read_edges
from core.importers.edge_lists.shape import inspect
from core.importers.run import Run

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def read(path: Path, content: str | bytes, *, run: Run | None = None, **options: Any) -> list[Edge]:
    """Write the content to the path and return its edges."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    run = run or Run("test")
    chosen = EdgeListOptions(**options)
    shape = inspect(run, path, chosen)
    return [] if shape is None else list(read_edges(run, path, shape, chosen, NOW))


def pairs(edges: list[Edge]) -> list[tuple[str, str]]:
    """Who follows whom."""
    return [(edge.follower, edge.followee) for edge in edges]
