"""The comparison of PostgreSQL with the graph, and mending the graph where they differ."""

from .audit import Audit, Progress
from .differences import Difference

__all__ = ["Audit", "Difference", "Progress"]
