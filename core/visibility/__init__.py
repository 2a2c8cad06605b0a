"""Who may see what: one rule (README.md)."""

from .mutes import muted_people, mutes_of, not_muted
from .rule import Reason, hidden_from, hidden_people, not_hidden, visible
from .viewer import ANYONE, INTERNAL, Viewer

__all__ = [
    "ANYONE",
    "INTERNAL",
    "Reason",
    "Viewer",
    "hidden_from",
    "hidden_people",
    "muted_people",
    "mutes_of",
    "not_hidden",
    "not_muted",
    "visible",
]
