"""Real networks from files, through the journal; safe to run again."""

from .errors import ImportFailed
from .network import import_network
from .run import Progress, Report

__all__ = ["ImportFailed", "Progress", "Report", "import_network"]
