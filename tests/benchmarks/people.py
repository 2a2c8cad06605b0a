"""Whose feed is measured: as many people of each degree, drawn by a seed, all signed in."""

from random import Random
from typing import NamedTuple

import numpy as np

from api.auth.tokens import access_token
from core.accounts.models import User

from .network import Ints, Network

EACH = 75


class Band(NamedTuple):
    """People by how many they follow, both ends included."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.least} to {self.most}" if self.most < HIGHEST else f"{self.least} and more"


HIGHEST = 10**9
BANDS = (Band(1, 10), Band(11, 50), Band(51, 200), Band(201, HIGHEST))


class Person(NamedTuple):
    """Someone who asks for their feed."""

    uid: int
    band: Band
    token: str


def signed_in_people(network: Network) -> list[Person]:
    """EACH people of every band, in random order."""
    random = Random(network.seed)
    chosen = [
        (uid, band)
        for band in BANDS
        for uid in random.sample(_within(band, network.out_degrees), EACH)
    ]
    random.shuffle(chosen)
    users = User.objects.in_bulk([uid for uid, _ in chosen])
    return [Person(uid, band, access_token(users[uid])) for uid, band in chosen]


def _within(band: Band, degrees: Ints) -> list[int]:
    places = np.flatnonzero((degrees >= band.least) & (degrees <= band.most))
    return [int(place) + 1 for place in places]
