"""The weights in use, kept in the process."""

import time

from django.db import DatabaseError
from django.db.models import QuerySet

from graph.traversals.suggestions import DEFAULT, VERSION, Feature, Model

from .models import SuggestionModel

# Seconds after which a process looks for other weights.
KEPT = 60.0

_kept: tuple[float, Model] | None = None


def current_model() -> Model:
    """Return the weights in use, as of at most `KEPT` seconds ago.

    At most one SQL statement in that time; if it fails, the last weights stay.
    """
    global _kept  # noqa: PLW0603 - a process has one
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEPT:
        last = DEFAULT if _kept is None else _kept[1]
        # Other threads go on with the last ones meanwhile.
        _kept = (now, last)
        try:
            _kept = (now, stored_model())
        except DatabaseError:
            _kept = (now, last)
    return _kept[1]


def forget() -> None:
    """Look for other weights at the next use."""
    global _kept  # noqa: PLW0603
    _kept = None


def usable() -> QuerySet[SuggestionModel]:
    """Return the rows that may be used, first the one in use."""
    return SuggestionModel.objects.filter(withdrawn_at=None, feature_version=VERSION)


def in_use() -> SuggestionModel | None:
    """Return the row in use; None if the default is."""
    return usable().first()


def stored_model() -> Model:
    """Return the weights in use. One SQL statement."""
    row = in_use()
    if row is None:
        return DEFAULT
    weights = {Feature(name): float(weight) for name, weight in row.weights.items()}
    return Model(weights, triad_edges=row.triad_edges)
