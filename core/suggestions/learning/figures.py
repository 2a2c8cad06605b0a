"""How good lists are: the usual figures of ranking."""

import math
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

TOP = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over lists: reciprocal rank of the first target, recall and nDCG of the first ten."""

    mrr: float
    recall: float
    ndcg: float
    lists: int

    def rounded(self) -> dict[str, float]:
        """Return the figures for storing."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def reciprocal_rank(ranking: Sequence[int], targets: Collection[int]) -> float:
    """Return 1 / rank of the first target, 0 without one."""
    return next((1 / rank for rank, uid in enumerate(ranking, 1) if uid in targets), 0.0)


def recall(ranking: Sequence[int], targets: Collection[int]) -> float:
    """Return the share of the targets among the first ten."""
    return sum(uid in targets for uid in ranking[:TOP]) / len(targets)


def ndcg(ranking: Sequence[int], targets: Collection[int]) -> float:
    """Return the discounted gain of the first ten, as a share of the greatest possible."""
    gain = sum(
        1 / math.log2(rank + 1) for rank, uid in enumerate(ranking[:TOP], 1) if uid in targets
    )
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(TOP, len(targets)) + 1))
    return gain / best


def figures(lists: Sequence[tuple[Sequence[int], Collection[int]]]) -> Figures:
    """Return the means over rankings with their targets."""
    count = max(1, len(lists))
    return Figures(
        sum(reciprocal_rank(*each) for each in lists) / count,
        sum(recall(*each) for each in lists) / count,
        sum(ndcg(*each) for each in lists) / count,
        len(lists),
    )
