"""Importing networks from files, through the journal; idempotent."""

from .edge_lists import EdgeListOptions
from .errors import ImportFailed
from .network import import_network
from .run import Progress, Report

__all__ = ["EdgeListOptions", "ImportFailed", "Progress", "Report", "import_network"]
