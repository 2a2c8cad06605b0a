"""The comparison of PostgreSQL with the graph, and mending the graph where they differ."""

from .audit import Audit
from .differences import Difference
from .progress import Progress

__all__ = ["Audit", "Difference", "Progress"]
