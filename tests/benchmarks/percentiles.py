"""Percentiles of measured times."""

import math
from collections.abc import Sequence
from typing import NamedTuple


class Percentiles(NamedTuple):
    """In the unit of what was measured."""

    p50: float
    p95: float
    p99: float


def percentiles(values: Sequence[float]) -> Percentiles:
    """Return the nearest ranks: each is one of `values`. Raises ValueError without any."""
    if not values:
        raise ValueError("There are no values.")
    ranked = sorted(values)
    p50, p95, p99 = (
        ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)] for percent in (50, 95, 99)
    )
    return Percentiles(p50, p95, p99)
