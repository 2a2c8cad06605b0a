"""Comparing PostgreSQL with the graph, and repairing the graph where they differ."""

from core.common.progress import Progress

from .audit import Audit
from .drift import Drift

__all__ = ["Audit", "Drift", "Progress"]
