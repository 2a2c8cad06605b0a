"""Who may see what: one rule (README.md)."""

from .audience import Audience, any_narrow, in_audience
from .commenters import Commenters
from .mutes import muted_people, mutes_of, not_muted
from .rule import Reason, hidden_from, hidden_people, not_hidden, visible
from .standing import Standing, in_good_standing
from .viewer import ANYONE, INTERNAL, Viewer
from .words import muted_words, words_muted_by

__all__ = [
    "ANYONE",
    "INTERNAL",
    "Audience",
    "Commenters",
    "Reason",
    "Standing",
    "Viewer",
    "any_narrow",
    "hidden_from",
    "hidden_people",
    "in_audience",
    "in_good_standing",
    "muted_people",
    "muted_words",
    "mutes_of",
    "not_hidden",
    "not_muted",
    "visible",
    "words_muted_by",
]
