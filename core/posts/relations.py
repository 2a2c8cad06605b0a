"""What users did with posts, for many posts at once, from the graph."""

from collections.abc import Sequence

from core.visibility import Viewer
from graph.edges import Edge
from graph.traversals.edge_ends import targets_among


def posts_with_edge_of(viewer: Viewer, pids: Sequence[int], *, edge: Edge) -> dict[int, bool]:
    """Return True for each of these posts that an edge of the viewer leads to.

    One Cypher statement. Raises GraphUnavailable.
    """
    return dict.fromkeys(targets_among(edge, viewer.key, pids), True)
