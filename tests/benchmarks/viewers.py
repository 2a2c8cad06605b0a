"""Whose feed is measured: people who follow about as many as a degree says, and random people."""

from random import Random

import numpy as np

from .network import Ints, Network

DEGREES = (20, 200, 1_000, 2_600)
# As near as the network has: at most so many people, and as far from the degree.
MOST = 20
TOLERANCE = 0.2
RANDOM = 100


def by_degree(degrees: Ints, wanted: int) -> list[int]:
    """Return the uids of the people whose degree is nearest; at least one."""
    distance = np.abs(degrees - wanted)
    nearest = np.argsort(distance, kind="stable")[:MOST]
    near = nearest[distance[nearest] <= wanted * TOLERANCE]
    return [int(place) + 1 for place in (near if len(near) else nearest[:1])]


def random_viewers(network: Network) -> list[int]:
    """Return the uids of people drawn by the network's seed, who follow anybody."""
    some = np.flatnonzero(network.out_degrees) + 1
    return Random(network.seed).sample(some.tolist(), RANDOM)
