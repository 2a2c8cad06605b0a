"""Whom to follow, and why: candidates, features, score."""

from .caps import CAPS, Caps
from .features import DEFAULT, VERSION, Counts, Feature, Model
from .read import suggestions
from .suggestion import Suggestion

__all__ = [
    "CAPS",
    "DEFAULT",
    "VERSION",
    "Caps",
    "Counts",
    "Feature",
    "Model",
    "Suggestion",
    "suggestions",
]
