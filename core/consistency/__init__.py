"""The comparison of PostgreSQL with the graph, and mending the graph where they differ."""

from core.common.progress import Progress

from .audit import Audit
from .drift import Difference

__all__ = ["Audit", "Difference", "Progress"]
