"""Suggestions without learned weights are what a plain model of their definition says."""

import math
import random
import re
from collections import defaultdict
from typing import NamedTuple

import pytest

from graph.connection import client
from graph.traversals import suggestions as traversal
from graph.traversals.suggestions import DEFAULT
from graph.traversals.suggestions import formula as formula_module
from graph.traversals.suggestions.formula import FORMULA

from .network import Network, random_follows
from .plans import operators

pytestmark = pytest.mark.usefixtures("graph")

PEOPLE = 40


class Entry(NamedTuple):
    """What is expected of a suggestion."""

    uid: int
    score: float
    mutual_count: int
    mutuals: tuple[int, ...]
    follows_viewer: bool
    popular: bool


def suggestions(viewer: int, *, limit: int) -> list[Entry]:
    """Ask for them; each has parts that add up to its score, and all mutuals are counted."""
    found = traversal.suggestions(viewer, limit=limit)
    for each in found:
        assert each.is_exact
        assert each.score == (0 if each.counts is None else DEFAULT.score(each.counts))
    return [
        Entry(
            *(each.uid, each.score, each.mutual_count, tuple(each.mutuals)),
            follows_viewer=each.counts is not None and each.counts.follows_you == 1,
            popular=each.popular,
        )
        for each in found
    ]


class Model:
    """A network in memory that is asked for suggestions by their definition, without bounds."""

    def __init__(self) -> None:
        self.since: dict[tuple[int, int], int] = {}
        self.dismissed: set[tuple[int, int]] = set()

    def follows(self, uid: int) -> set[int]:
        """Whom a person follows."""
        return {b for a, b in self.since if a == uid}

    def followers(self, uid: int) -> set[int]:
        """Who follows a person."""
        return {a for a, b in self.since if b == uid}

    def trusted(self, viewer: int) -> list[int]:
        """Whom the viewer follows and has not dismissed, the last first."""
        people = [b for b in self.follows(viewer) if (viewer, b) not in self.dismissed]
        return sorted(people, key=lambda b: (self.since[viewer, b], b), reverse=True)

    def scores(self, viewer: int, mutuals: int) -> dict[int, float]:
        """Adamic-Adar over so many mutuals, and the bonus."""
        scores: dict[int, float] = defaultdict(float)
        for mutual in self.trusted(viewer)[:mutuals]:
            for person in self.follows(mutual):
                scores[person] += 1 / math.log(max(2, len(self.follows(mutual))))
        for person in self.followers(viewer):
            scores[person] += 1.0
        return scores

    def suggestions(self, viewer: int, limit: int, mutuals: int = 50) -> list[Entry]:
        """The list as it should be."""
        barred = {b for a, b in self.dismissed if a == viewer} | self.follows(viewer) | {viewer}
        scores = {
            uid: round(score, 9)
            for uid, score in self.scores(viewer, mutuals).items()
            if uid not in barred
        }
        near = sorted(scores, key=lambda uid: (-scores[uid], uid))
        others = {b for _, b in self.since} - barred - set(near)
        popular = sorted(others, key=lambda uid: (-len(self.followers(uid)), uid))
        return [
            self.suggestion(viewer, uid, scores.get(uid, 0.0)) for uid in (near + popular)[:limit]
        ]

    def suggestion(self, viewer: int, uid: int, score: float) -> Entry:
        """One entry with its reasons."""
        mutuals = self.followers(uid) & set(self.trusted(viewer))
        telling = sorted(mutuals, key=lambda mutual: (len(self.follows(mutual)), mutual))
        return Entry(
            uid,
            score,
            len(mutuals),
            tuple(telling[:3]),
            (uid, viewer) in self.since,
            popular=score == 0,
        )


def random_network(seed: int) -> Model:
    """Follows, some withdrawn, some at the same time, and dismissals; written and modelled."""
    randomness = random.Random(seed)
    network, model = Network(), Model()
    pairs = random_follows(randomness, PEOPLE, 220)
    for pair in pairs:
        model.since[pair] = randomness.randint(1000, 1040)
        network.add("followed", *pair, since=model.since[pair])
    for pair in randomness.sample(pairs, 20):
        del model.since[pair]
        network.add("unfollowed", *pair)
    model.dismissed = {*randomness.sample(pairs, 15), *random_follows(randomness, PEOPLE, 25)}
    for pair in model.dismissed:
        network.add("dismissed", *pair)
    network.write()
    return model


@pytest.mark.parametrize("seed", range(4))
def test_random_networks(seed: int) -> None:
    model = random_network(seed)
    for viewer in range(1, PEOPLE + 2):
        for limit in (6, 50):
            expected = model.suggestions(viewer, limit)
            assert suggestions(viewer, limit=limit) == expected, (viewer, limit)


def test_the_mutuals_followed_last_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_module, "MUTUALS", 3)
    model = random_network(11)
    found = [suggestions(viewer, limit=50) for viewer in range(1, PEOPLE)]
    assert found == [model.suggestions(viewer, 50, mutuals=3) for viewer in range(1, PEOPLE)]
    assert found != [model.suggestions(viewer, 50) for viewer in range(1, PEOPLE)]


def test_a_mutual_speaks_for_a_bounded_number_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_module, "EDGES", 4)
    network = Network()
    network.follow(1, 2)
    network.follow(2, 11, 12, 13, 14, 15, 16, 17)
    network.write()
    found = suggestions(1, limit=50)
    assert [round(entry.score, 6) for entry in found] == [round(1 / math.log(7), 6)] * 4 + [0] * 3
    assert [entry.popular for entry in found] == [False] * 4 + [True] * 3
    assert {entry.uid for entry in found} == {11, 12, 13, 14, 15, 16, 17}
    assert {entry.mutuals for entry in found} == {(2,)}


def test_a_bounded_number_of_followers_is_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_module, "FOLLOWERS", 2)
    network = Network()
    for uid in (5, 6, 7, 8):
        network.follow(uid, 1)
        network.follow(9, uid)
    network.write()
    found = suggestions(1, limit=50)
    assert [entry.score for entry in found] == [1.0, 1.0, 0.0, 0.0]
    assert {entry.uid for entry in found} == {5, 6, 7, 8}
    assert [entry.follows_viewer for entry in found] == [True, True, False, False]


@pytest.mark.parametrize("viewer", [1, 404])
def test_a_newcomer_gets_the_most_followed(viewer: int) -> None:
    network = Network()
    network.add("user_saved", 1)
    network.follow(2, 10, 20, 30)
    network.follow(3, 20, 30)
    network.follow(4, 20, 5)
    network.write()
    assert suggestions(viewer, limit=3) == [
        Entry(20, 0.0, 0, (), follows_viewer=False, popular=True),
        Entry(30, 0.0, 0, (), follows_viewer=False, popular=True),
        Entry(5, 0.0, 0, (), follows_viewer=False, popular=True),
    ]


def test_the_most_followed_come_from_the_newest_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_module, "NEWEST_FOLLOWS", 2)
    network = Network()
    network.follow(2, 10)
    network.follow(3, 10, 30)
    network.follow(4, 10)
    network.follow(5, 20, 30)
    network.write()
    assert [entry.uid for entry in suggestions(1, limit=5)] == [30, 20]


def test_in_an_empty_network_there_is_nobody() -> None:
    assert suggestions(1, limit=10) == []


def test_a_mutual_who_follows_one_person_weighs_as_one_who_follows_two() -> None:
    network = Network()
    network.follow(1, 2, 3)
    network.follow(2, 10)
    network.follow(3, 20, 30)
    network.write()
    weight = round(1 / math.log(2), 9)
    assert suggestions(1, limit=10) == [
        Entry(10, weight, 1, (2,), follows_viewer=False, popular=False),
        Entry(20, weight, 1, (3,), follows_viewer=False, popular=False),
        Entry(30, weight, 1, (3,), follows_viewer=False, popular=False),
    ]


def test_a_dismissed_person_is_neither_suggested_nor_in_between() -> None:
    network = Network()
    network.follow(1, 2, 3)
    network.follow(2, 10, 20)
    network.follow(3, 10)
    network.follow(20, 1)
    network.add("dismissed", 1, 20)
    network.add("dismissed", 1, 2)
    network.write()
    assert suggestions(1, limit=10) == [
        Entry(10, 1.442695041, 1, (3,), follows_viewer=False, popular=False)
    ]


def test_all_mutuals_of_somebody_famous_are_counted() -> None:
    network = Network()
    for uid in range(100, 170):
        network.follow(uid, 10)
    network.follow(1, 100, 101, 2)
    network.follow(100, 11)
    network.write()
    first = suggestions(1, limit=1)
    score = round(2 / math.log(2), 9)
    assert first == [Entry(10, score, 2, (101, 100), follows_viewer=False, popular=False)]


def test_suggestions_are_one_statement_that_scans_no_label() -> None:
    with client.recorded_statements() as statements:
        suggestions(1, limit=10)
    assert statements == [FORMULA]
    plan = operators(
        FORMULA,
        viewer=1,
        limit=10,
        mutuals=50,
        edges=100,
        followers=1000,
        newest_follows=2000,
        bonus=1.0,
    )
    viewer, newest = [line.split(" WHERE ")[0] for line in plan if "Index" in line]
    assert viewer == "NodeUniqueIndexSeek UNIQUE viewer:User(uid)"
    # Neo4j 5.26 also names what nothing uses.
    assert re.sub(r"anon_\d+|follows(?=:)", "", newest) == (
        "DirectedRelationshipIndexSeekByRange RANGE INDEX ()-[:FOLLOWS(since)]->(person)"
    )
    assert not [line for line in plan if "Scan" in line]
