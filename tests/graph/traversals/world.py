"""A network in memory beside the same one in the graph, and its plain formula of suggestions."""

import math
import random
from collections import defaultdict

from graph.traversals.suggestions.formula import UNIT

from .network import Network, random_follows

PEOPLE = 40


class World:
    """Follows with their times, and dismissals."""

    def __init__(self) -> None:
        self.since: dict[tuple[int, int], int] = {}
        self.dismissed: set[tuple[int, int]] = set()

    def follows(self, uid: int) -> set[int]:
        """Whom a user follows."""
        return {b for a, b in self.since if a == uid}

    def followers(self, uid: int) -> set[int]:
        """Who follows a user."""
        return {a for a, b in self.since if b == uid}

    def dismissals(self, viewer: int) -> set[int]:
        """Whom the viewer has dismissed."""
        return {b for a, b in self.dismissed if a == viewer}

    def barred(self, viewer: int) -> set[int]:
        """Who is never suggested."""
        return {viewer, *self.follows(viewer), *self.dismissals(viewer)}

    def known(self, viewer: int) -> set[int]:
        """Whom the viewer follows and has not dismissed."""
        return self.follows(viewer) - self.dismissals(viewer)

    def fans(self, viewer: int) -> set[int]:
        """Who follows the viewer and is not dismissed."""
        return self.followers(viewer) - self.dismissals(viewer)

    def newest(self, viewer: int, mutuals: int) -> list[int]:
        """Of whom the viewer knows those followed last, first who follow fewest."""
        last = sorted(self.known(viewer), key=lambda b: (self.since[viewer, b], b), reverse=True)
        return sorted(last[:mutuals], key=lambda uid: (len(self.follows(uid)), uid))

    def popular(self, viewer: int, without: set[int]) -> list[int]:
        """Who fills a list up, the most followed first."""
        others = {b for _, b in self.since} - self.barred(viewer) - without
        return sorted(others, key=lambda uid: (-len(self.followers(uid)), uid))

    def scores(self, viewer: int, mutuals: int) -> dict[int, float]:
        """Adamic-Adar over so many mutuals, and the bonus, of everybody who is a candidate."""
        scores: dict[int, int] = defaultdict(int)
        for mutual in self.newest(viewer, mutuals):
            for person in self.follows(mutual):
                scores[person] += round(UNIT / math.log(max(2, len(self.follows(mutual)))))
        for person in self.followers(viewer):
            scores[person] += UNIT
        return {
            uid: score / UNIT for uid, score in scores.items() if uid not in self.barred(viewer)
        }


def random_world(seed: int, edges: int = 220) -> World:
    """Follows, some withdrawn, some at the same time, and dismissals; in both."""
    randomness = random.Random(seed)
    network, world = Network(), World()
    pairs = random_follows(randomness, PEOPLE, edges)
    for pair in pairs:
        world.since[pair] = randomness.randint(1000, 1040)
        network.add("followed", *pair, since=world.since[pair])
    for pair in randomness.sample(pairs, 20):
        del world.since[pair]
        network.add("unfollowed", *pair)
    world.dismissed = {*randomness.sample(pairs, 15), *random_follows(randomness, PEOPLE, 25)}
    for pair in world.dismissed:
        network.add("dismissed", *pair)
    network.write()
    return world
