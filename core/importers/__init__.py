"""Importing networks from files, through the journal; idempotent."""

from .errors import ImportFailed
from .network import import_network
from .run import Progress, Report

__all__ = ["ImportFailed", "Progress", "Report", "import_network"]
