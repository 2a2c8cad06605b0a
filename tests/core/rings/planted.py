"""A network with a ring in it, and trust by the definition."""

import random
from collections.abc import Iterable, Sequence

from graph.rings.projection import steps_for

Pair = tuple[int, int]


def mutual(pairs: Iterable[Pair]) -> list[Pair]:
    """Both directions of each."""
    return sorted({pair for one, other in pairs for pair in ((one, other), (other, one))})


def honest_ties(people: Sequence[int], randomness: random.Random) -> list[Pair]:
    """Circles of 30 with 8 ties each, and two ties of everybody with anybody."""
    pairs: set[Pair] = set()
    for at, one in enumerate(people):
        start = at - at % 30
        near = people[start : start + 30]
        others = [*randomness.sample(near, 4), *randomness.sample(people, 2)]
        pairs |= {(one, other) for other in others if other != one}
    return sorted(pairs)


def ring_ties(
    ring: Sequence[int], victims: Sequence[int], randomness: random.Random, *, each: int
) -> list[Pair]:
    """Each of the ring has so many ties in it, and each victim one with somebody of it."""
    pairs = {
        (one, other) for one in ring for other in randomness.sample(ring, each) if other != one
    }
    return sorted(pairs | {(victim, randomness.choice(ring)) for victim in victims})


def naive_trust(follows: Iterable[Pair], seeds: Sequence[int]) -> dict[int, float]:
    """The trust of each tie by user, scaled so that the mean over all ties is 1."""
    ties: dict[int, list[int]] = {}
    for one, other in follows:
        ties.setdefault(one, []).append(other)
    steps = [{uid: float(uid in seeds) for uid in ties}]
    for _ in range(steps_for(len(ties)) + 1):
        steps.append(
            {uid: sum(steps[-1][one] / len(ties[one]) for one in ties[uid]) for uid in ties}
        )
    trust = {uid: steps[-1][uid] + steps[-2][uid] for uid in ties}
    scale = sum(map(len, ties.values())) / sum(trust.values())
    return {uid: scale * trust[uid] / len(ties[uid]) for uid in ties}
