"""`make bench-rings`: a ring of 200 is planted among 50,000 people, and found.

People have circles of 40, ties to their circle's neighbours and to anybody, and follow some who do
not follow back. The ring has ten ties each inside, 60 people let it in, and it follows thousands.
Trust spreads from 50 people anywhere, and once more from the 50 oldest, who are in two circles.
Circles of newcomers, who have few ties with others, are what may be taken for a ring.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import django
from rich.console import Console
from rich.table import Table

from core.dev.engines.workspace import AlreadyRunning

from .network import Network
from .servers import Bench, begin_load, prepared

if TYPE_CHECKING:
    from core.rings.models import Ring

PEOPLE, RING = 50_000, 200
CIRCLE = 40
# Those who let the ring in; and circles with fewer ties to others than the rest.
VICTIMS, SHY_CIRCLES = 60, 20
SEEDS = 50
BATCH = 5_000

Pair = tuple[int, int]


def honest_pairs(people: Sequence[int], chance: random.Random) -> Iterator[Pair]:
    """Mutual follows: 8 in the circle, 4 with the next circles, 2 with anybody (newcomers: 1)."""
    shy = set(range(0, len(people) // CIRCLE, len(people) // CIRCLE // SHY_CIRCLES))
    for at, one in enumerate(people):
        circle = at // CIRCLE
        start = circle * CIRCLE
        near = people[start : start + CIRCLE]
        around = people[max(0, start - 5 * CIRCLE) : start + 6 * CIRCLE]
        yield from ((one, other) for other in chance.sample(near, 4))
        if circle in shy:
            yield one, chance.choice(around)
        else:
            yield from ((one, other) for other in chance.sample(around, 2))
            yield one, chance.choice(people)


def ring_pairs(ring: Sequence[int], people: Sequence[int], chance: random.Random) -> Iterator[Pair]:
    """Mutual follows inside the ring, and with those who let it in."""
    for one in ring:
        yield from ((one, other) for other in chance.sample(ring, 5))
    for victim in chance.sample(people, VICTIMS):
        yield victim, chance.choice(ring)


def follows_of(people: Sequence[int], ring: Sequence[int], chance: random.Random) -> list[Pair]:
    """All follows: mutual ones in both directions, and others."""
    ties = [*honest_pairs(people, chance), *ring_pairs(ring, people, chance)]
    follows = {pair for one, other in ties for pair in ((one, other), (other, one))}
    follows |= {(one, other) for one in people for other in chance.sample(people, 5)}
    follows |= {(one, other) for one in ring for other in chance.sample(people, 50)}
    return sorted(pair for pair in follows if pair[0] != pair[1])


def load(bench: Bench, console: Console) -> list[int]:
    """Fill new stores; return the ids of the ring."""
    from django.core.management import call_command
    from django.utils import timezone

    from core.bulk import NewEdge, NewUser, load_edges, load_users
    from core.bulk.delivery import delivered_beside
    from core.relay.relay import drain
    from graph import schema
    from graph.edges import FOLLOWS

    begin_load(bench)
    bench.postgres.start()
    bench.neo4j.start()
    call_command("migrate", verbosity=0, interactive=False)
    schema.install()
    chance, now = random.Random(1), timezone.now()
    began = time.monotonic()
    with delivered_beside():
        uids = load_users(
            [NewUser(f"user{n}", f"{n}@example.com", now) for n in range(PEOPLE + RING)]
        )
        people, ring = uids[:PEOPLE], uids[PEOPLE:]
        follows = follows_of(people, ring, chance)
        for start in range(0, len(follows), BATCH):
            load_edges(FOLLOWS, [NewEdge(*pair, now) for pair in follows[start : start + BATCH]])
    while drain():
        pass
    console.print(
        f"Loaded {len(uids):,} users and {len(follows):,} follows in "
        f"{time.monotonic() - began:.0f} s."
    )
    return ring


def measure(ring: Sequence[int], console: Console) -> None:
    """Find rings, from seeds anywhere and from the oldest, and print how well."""
    from core.accounts.models import User
    from core.rings.models import TrustSeed

    people = User.objects.exclude(pk__in=ring).order_by("pk").values_list("pk", flat=True)
    chosen = random.Random(2).sample(list(people), SEEDS)
    TrustSeed.objects.bulk_create(TrustSeed(user_id=uid) for uid in chosen)
    _search("Seeds anywhere", ring, console)
    TrustSeed.objects.all().delete()
    _search("The oldest as seeds", ring, console)


def _search(name: str, ring: Sequence[int], console: Console) -> None:
    from core.jobs.searching import Silent
    from core.rings.finding import find_rings
    from core.rings.models import Ring

    began = time.monotonic()
    run = find_rings(Silent())
    seconds = time.monotonic() - began
    if run is None:
        sys.exit("None was due.")
    console.print(f"{name}: {run.get_stage_display()} in {seconds:.1f} s: {run.figures}")
    table = Table("place", "size", "trust", "follow back inside", "outside", "precision", "recall")
    for found in Ring.objects.filter(run=run).order_by("place")[:5]:
        table.add_row(*_row(found, set(ring)))
    console.print(table)


def _row(found: "Ring", planted: set[int]) -> list[str]:
    members = set(found.members.values_list("user", flat=True))
    right = len(members & planted)
    return [
        *(str(found.place), str(found.size), f"{found.trust:.4f}"),
        *(str(found.ties_inside), str(found.ties_outside)),
        *(f"{right / len(members):.1%}", f"{right / len(planted):.1%}"),
    ]


def main() -> None:
    """Load, search, and print; ends the process where it cannot."""
    console = Console()
    try:
        with prepared("bench-rings", Network()) as bench:
            django.setup()
            measure(load(bench, console), console)
    except AlreadyRunning as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
