"""Pictures at random, each within the bounds of one picture: a few here, for minutes every night.

FUZZ_MINUTES (`make fuzz-pictures`) is for how long, each time with another seed, which is printed.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from time import monotonic, time

import pytest

from core.media.limits import LIMITS
from core.media.pool import Pool
from tests.core.media.corpus import REBUILT

from .generated_pictures import hostile_picture
from .picture_costs import EVERYDAY, Cost, cost_of

MINUTES = float(os.environ.get("FUZZ_MINUTES") or 0)
SEED = int(os.environ.get("FUZZ_SEED") or (time() if MINUTES else 20_260_101))
TIMES = 60

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="reads Linux's peak memory"
)


def numbers() -> Iterator[int]:
    until = monotonic() + 60 * MINUTES
    for number in count():
        if (monotonic() > until) if MINUTES else (number >= TIMES):
            return
        yield number


def test_no_picture_takes_more_than_a_picture_may() -> None:
    pool, said, dearest = Pool(), Counter[str](), list[tuple[Cost, int, str]]()
    print(f"\nseed {SEED}")  # of whatever ends it
    for number in numbers():
        name, content = hostile_picture(Random(f"{SEED} {number}"))
        cost = cost_of(pool, content)
        said[f"{cost.said} (ended)" if cost.ended else cost.said.split(" is ")[0]] += 1
        assert cost.megabytes <= LIMITS.megabytes, (SEED, number, name)
        assert cost.seconds <= LIMITS.cpu_seconds + 1, (SEED, number, name)
        dearest = sorted([*dearest, (cost, number, name)], key=_rank, reverse=True)[:10]
    assert cost_of(pool, EVERYDAY).said == REBUILT
    print(f"{said.total()} pictures, {dict(said.most_common(12))}")
    for cost, number, name in dearest:
        print(f"{number}: {cost.seconds:.2f} s, {cost.megabytes:.0f} MiB, {cost.ended} {name}")
    # Each of them is a hole, though a bounded one: what costs so much is to be refused before.
    assert not [each for each in dearest if each[0].ended]
    pool.end()


def _rank(each: tuple[Cost, int, str]) -> tuple[bool, float, float]:
    cost, _, _ = each
    return cost.ended, cost.seconds, cost.megabytes
