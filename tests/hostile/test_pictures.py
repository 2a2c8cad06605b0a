"""Each hole by a picture: what it is answered, what it costs, and that nobody else notices."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import psutil
import pytest
import requests

from core.media.pool import BUSY, MAX_PLACES_EACH, Pool
from tests.core.media.corpus import REBUILT
from tests.core.media.pictures import encoded, plain
from tests.memory import megabytes

from .fuzzing import Target
from .picture_costs import cost_of
from .picture_holes import HOLES
from .uploading import said_of, upload

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="reads Linux's peak memory"
)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.end()


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_closed(pool: Pool, name: str) -> None:
    hole = HOLES[name]

    cost = cost_of(pool, hole.make())

    assert (cost.said, cost.ended) == (hole.said, False)
    assert cost.megabytes <= hole.megabytes
    assert cost.seconds <= hole.seconds


AT_ONCE = 12


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HOLES["a profile of 5,000 steps"].make(), {REBUILT, BUSY}),
        (
            encoded(plain((5000, 5000), (9, 9, 9, 9), "RGBA"), "WEBP", lossless=True, method=0),
            {REBUILT, BUSY},
        ),
    ],
    ids=["profile", "largest"],
)
def test_twelve_at_once_hold_up_nobody(target: Target, content: bytes, said: set[str]) -> None:
    """The dearest that is allowed, too, while somebody else asks."""
    user = target.people[0]
    [worker] = target.workers
    before = megabytes("VmHWM", worker)
    with ThreadPoolExecutor(AT_ONCE) as attackers:
        uploads = [attackers.submit(upload, target.instance, user, content) for _ in range(AT_ONCE)]
        waited = [0.0]
        while not all(each.done() for each in uploads):
            waited += [
                _waited(target, path) for path in ("/graphql/?query={__typename}", "/healthz")
            ]
        answers = [each.result() for each in uploads]

    counts = Counter(said_of(answer) for answer in answers)
    assert set(counts) <= said
    assert counts.total() - counts[BUSY] >= MAX_PLACES_EACH
    for answer in answers:
        if said_of(answer) == BUSY:
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "3"
    assert max(waited) < 3  # seconds; it was 17
    assert megabytes("VmHWM", worker) - before < 64
    target.is_well()


def test_nothing_of_a_picture_is_logged(target: Target) -> None:
    log = target.instance.log
    length = len(log.read_bytes())

    assert (
        said_of(upload(target.instance, target.people[0], HOLES["Exif of 15,000 tags"].make()))
        == REBUILT
    )

    assert len(log.read_bytes()) - length < 2_000
    [worker] = target.workers
    assert len(psutil.Process(worker).children()) == 1


def _waited(target: Target, path: str) -> float:
    began = perf_counter()
    assert requests.get(f"{target.instance.address}{path}", timeout=20).status_code == 200
    return perf_counter() - began
