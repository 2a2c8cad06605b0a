"""Weights are learned from hidden follows, and only what is better is kept."""

import math
import random
import time
from dataclasses import replace

import pytest

from core.suggestions.learning.figures import figures, ndcg, recall, reciprocal_rank
from core.suggestions.learning.follows import Follow, Follows
from core.suggestions.learning.hiding import DAY, By, has_dates, hide
from core.suggestions.learning.learn import Learned, TooFewFollowsError, learn, present
from core.suggestions.learning.regression import Group, fit
from graph.traversals.suggestions import CAPS, Feature


def returned_network(seed: int = 1, users: int = 150, *, dated: bool = False) -> list[Follow]:
    """A network in which nearly every follow is returned, and nothing else matters."""
    chance = random.Random(seed)
    at: dict[tuple[int, int], float] = {}
    while len(at) < users * 12:
        one, other = chance.sample(range(1, users + 1), 2)
        at.setdefault((one, other), len(at))
        if chance.random() < 0.8:
            at.setdefault((other, one), len(at) + chance.expovariate(1 / 300))
    began = int(time.time() * 1000) - 400 * DAY
    return [
        Follow(*pair, began + int(place * DAY / 10) * dated)
        for pair, place in sorted(at.items(), key=lambda entry: entry[1])
    ]


def test_the_figures_of_a_ranking() -> None:
    ranking, targets = [7, 8, 9, *range(20, 30)], {8, 9, 29, 100}
    assert reciprocal_rank(ranking, targets) == 1 / 2
    assert recall(ranking, targets) == 2 / 4
    best = sum(1 / math.log2(rank + 1) for rank in (1, 2, 3, 4))
    assert ndcg(ranking, targets) == pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / best)
    assert reciprocal_rank([1, 2], {3}) == recall([1, 2], {3}) == ndcg([1, 2], {3}) == 0
    assert figures([(ranking, targets), ([1], {2})]).mrr == 1 / 4
    assert figures([]).lists == 0


def test_a_regression_finds_the_weights_that_chose() -> None:
    chance = random.Random(5)
    groups = []
    for _ in range(3_000):
        rows = [[(0, chance.gauss(0, 1)), (1, chance.gauss(0, 5))] for _ in range(5)]
        odds = [math.exp(2 * row[0][1] - 0.3 * row[1][1]) for row in rows]
        chosen = chance.choices(range(5), odds)[0]
        groups.append(Group([rows[chosen], *rows[:chosen], *rows[chosen + 1 :]], 1))
    first, second, unused = fit(groups, 3)
    assert first == pytest.approx(2, abs=0.15)
    assert second == pytest.approx(-0.3, abs=0.03)
    assert unused == 0


def test_follows_without_dates_are_hidden_by_chance_and_a_friendship_whole() -> None:
    directed = [Follow(a, a + step, 0) for a in range(1, 101) for step in (1, 2, 3)]
    found = hide(directed, seed=3)
    assert (found.by, len(found.kept)) == (By.CHANCE, 270)
    gone = set(directed) - set(found.kept)
    assert {(a, b) for a, targets in found.targets.items() for b in targets} <= {
        (follow.follower, follow.followee) for follow in gone
    }
    mutual = [*directed, *(Follow(b, a, 0) for a, b, _ in directed)]
    kept = {(a, b) for a, b, _ in hide(mutual, seed=3).kept}
    assert len(kept) == 540
    assert kept == {(b, a) for a, b in kept}


def test_follows_with_dates_are_hidden_from_the_newest_on() -> None:
    follows = [
        Follow(a, a + step, (a * 3 + step) * DAY) for a in range(1, 41) for step in (1, 2, 3)
    ]
    assert has_dates(follows)
    assert not has_dates([follow._replace(since=5) for follow in follows])
    found = hide(follows, seed=1)
    assert found.by is By.TIME
    assert max(follow.since for follow in found.kept) < min(
        follow.since for follow in set(follows) - set(found.kept)
    )
    # Nobody is asked for who was not there yet.
    assert all(target <= 41 for targets in found.targets.values() for target in targets)


@pytest.mark.parametrize("dated", [False, True])
def test_where_follows_are_returned_that_is_learned(dated: bool) -> None:
    learned = learn(returned_network(users=300 if dated else 150, dated=dated))
    assert learned.is_better
    assert learned.by is (By.TIME if dated else By.CHANCE)
    assert learned.figures.mrr > 1.3 * learned.default.mrr
    weights = learned.model.weights
    assert weights[Feature.FOLLOWS_YOU] > 2
    assert weights[Feature.YOU_ENGAGED] == 0.5


def test_where_nothing_can_be_learned_the_default_is_no_worse() -> None:
    chance = random.Random(2)
    pairs = {tuple(chance.sample(range(300), 2)) for _ in range(3_000)}
    assert not learn([Follow(a, b, 0) for a, b in sorted(pairs)]).is_better


def test_too_few_follows_teach_nothing() -> None:
    with pytest.raises(TooFewFollowsError, match=r"^2 follows are too few; 200 are needed\.$"):
        learn([Follow(1, 2, 0), Follow(2, 1, 0)])


def test_lists_of_an_old_file_have_nothing_recent() -> None:
    now = int(time.time() * 1000)
    assert present([Follow(1, 2, now - DAY)]) == now - DAY
    assert present([Follow(1, 2, DAY)]) >= now


def test_a_mutual_with_few_follows_speaks_first_and_the_edges_end() -> None:
    network = Follows(
        [
            *(Follow(1, mutual, mutual) for mutual in (10, 11, 12)),
            *(Follow(10, 100 + each, each) for each in range(30)),
            *(Follow(11, 200 + each, each) for each in range(2)),
            *(Follow(12, 300 + each, each) for each in range(9)),
        ]
    )
    tight = replace(CAPS, edges=3 + 12, least=1)
    found = network.counts(1, tight, triad_edges=0, now=0)
    assert sorted(found) == [200, 201, *range(300, 309)]
    assert found[200].followed_by == pytest.approx(1 / math.log(2))
    assert found[300].followed_by_ra == pytest.approx(1 / 9)


def test_a_gain_that_may_be_chance_is_none() -> None:
    learned = learn(returned_network())
    doubtful = Learned(
        learned.model, learned.figures, learned.default, 0.03, 0.02, learned.by, learned.follows
    )
    assert not doubtful.is_better
