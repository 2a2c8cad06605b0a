"""A conditional logistic regression (McFadden, 1974), by Newton's method, without a library.

Each group is one list: the chance that a candidate is chosen is its share of the exponentials of
the scores. So only differences within a list count, as they do in its order.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[tuple[int, float]]
"""The values that are not 0, by the number of the feature."""


@dataclass(frozen=True, slots=True)
class Group:
    """The candidates of one list; the first `chosen` of the rows are those that were chosen."""

    rows: Sequence[Row]
    chosen: int


@dataclass(slots=True)
class _Sums:
    loss: float
    slope: list[float]
    curve: list[list[float]]


def fit(
    groups: Sequence[Group], features: int, *, penalty: float = 1.0, rounds: int = 25
) -> list[float]:
    """Return the weights that make what was chosen most likely, with an L2 penalty.

    The features are scaled by their standard deviation, so that the penalty means the same for
    each. Cost: about 2 s for 1,000 groups of 100 rows with six values, times ten rounds.
    """
    scales = _scales(groups, features)
    scaled = [
        Group([[(at, value / scales[at]) for at, value in row] for row in group.rows], group.chosen)
        for group in groups
    ]
    weights = [0.0] * features
    now = _sums(scaled, weights, penalty)
    for _ in range(rounds):
        step = _solve(now.curve, now.slope)
        length, before = 1.0, now.loss
        while True:
            tried = [weight - length * part for weight, part in zip(weights, step, strict=True)]
            now = _sums(scaled, tried, penalty)
            if now.loss <= before or length < 1e-3:
                break
            length /= 2
        weights = tried
        if before - now.loss < 1e-5 * abs(before):
            break
    return [weight / scale for weight, scale in zip(weights, scales, strict=True)]


def _scales(groups: Sequence[Group], features: int) -> list[float]:
    count = sum(len(group.rows) for group in groups)
    sums, squares = [0.0] * features, [0.0] * features
    for group in groups:
        for row in group.rows:
            for at, value in row:
                sums[at] += value
                squares[at] += value * value
    variances = (
        square / max(1, count) - (total / max(1, count)) ** 2
        for total, square in zip(sums, squares, strict=True)
    )
    return [math.sqrt(variance) if variance > 1e-12 else 1.0 for variance in variances]


def _sums(groups: Sequence[Group], weights: Sequence[float], penalty: float) -> _Sums:
    """Return the negative log likelihood with its first and second derivatives."""
    features = len(weights)
    sums = _Sums(
        penalty / 2 * sum(weight * weight for weight in weights),
        [penalty * weight for weight in weights],
        [[penalty * (row == column) for column in range(features)] for row in range(features)],
    )
    for group in groups:
        _add(sums, group, weights)
    for row in range(features):
        for column in range(row):
            sums.curve[row][column] = sums.curve[column][row]
    return sums


def _add(sums: _Sums, group: Group, weights: Sequence[float]) -> None:
    scores = [sum(weights[at] * value for at, value in row) for row in group.rows]
    most = max(scores)
    powers = [math.exp(score - most) for score in scores]
    total, chosen = sum(powers), group.chosen
    sums.loss += chosen * (most + math.log(total)) - sum(scores[:chosen])
    mean = [0.0] * len(weights)
    curve = sums.curve
    for number, (row, power) in enumerate(zip(group.rows, powers, strict=True)):
        share = power / total
        for place, (at, value) in enumerate(row):
            mean[at] += share * value
            if number < chosen:
                sums.slope[at] -= value
            line, factor = curve[at], chosen * share * value
            for other, its in row[place:]:
                line[other] += factor * its
    for at, value in enumerate(mean):
        if value:
            sums.slope[at] += chosen * value
            line, factor = curve[at], chosen * value
            for other in range(at, len(mean)):
                line[other] -= factor * mean[other]


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return the solution of a system whose matrix is positive definite, by elimination."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for pivot in range(size):
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            if factor:
                for column in range(pivot, size + 1):
                    rows[below][column] -= factor * rows[pivot][column]
    solution = [0.0] * size
    for pivot in reversed(range(size)):
        known = sum(rows[pivot][column] * solution[column] for column in range(pivot + 1, size))
        solution[pivot] = (rows[pivot][size] - known) / rows[pivot][pivot]
    return solution
