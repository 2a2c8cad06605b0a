"""A directed network with dates, made by a seed: follows are returned, triads close, fame grows."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path

SEED = 3
USERS = 5_000
FOLLOWS = 50_000
BEGINS = datetime(2024, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=10)
# Shares of follows that are returned later, and that close a triad.
RETURNED = 0.5
CLOSING = 0.35


def follows(seed: int = SEED) -> Iterator[tuple[int, int]]:
    """Yield different pairs of follower and followee, in the order in which they came to be."""
    chance = random.Random(seed)
    following: dict[int, list[int]] = defaultdict(list)
    followers: dict[int, list[int]] = defaultdict(list)
    known: set[tuple[int, int]] = set()
    popular, waiting = [0, 1], [(0, 0, 0)]
    while len(known) < FOLLOWS:
        if waiting and waiting[0][0] <= len(known):
            _, one, other = heappop(waiting)
        else:
            one = min(int(chance.paretovariate(0.9)) * 7 % USERS, USERS - 1)
            one = chance.randrange(USERS) if chance.random() < 0.5 else one
            between = chance.choice(following[one]) if following[one] else one
            if chance.random() < CLOSING and following[between]:
                other = chance.choice(following[between])
            elif chance.random() < 0.2 and followers[between]:
                other = chance.choice(followers[between])
            else:
                other = chance.choice(popular) if chance.random() < 0.7 else chance.randrange(USERS)
        if one == other or (one, other) in known:
            continue
        known.add((one, other))
        following[one].append(other)
        followers[other].append(one)
        popular.append(other)
        if chance.random() < RETURNED:
            heappush(waiting, (len(known) + int(chance.expovariate(1 / 2_000)), other, one))
        yield one, other


def write(path: Path, seed: int = SEED) -> None:
    """Write the network as an edge list with times."""
    with path.open("w") as file:
        file.write("follower,followee,since\n")
        for number, (one, other) in enumerate(follows(seed)):
            file.write(f"u{one},u{other},{(BEGINS + number * APART).isoformat()}\n")
