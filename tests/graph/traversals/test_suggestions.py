"""Suggestions are exactly what a network in memory says, and every reason is true."""

import re
from dataclasses import replace

import pytest

from core.suggestions.learning.follows import Follow, Follows
from graph.connection import client
from graph.traversals.hidden import MANY
from graph.traversals.suggestions import (
    CAPS,
    DEFAULT,
    Caps,
    Feature,
    Model,
    Suggestion,
    suggestions,
)
from graph.traversals.suggestions.read import parameters
from graph.traversals.suggestions.statement import SUGGESTIONS

from .network import Network
from .plans import operators
from .world import PEOPLE, World, random_world

pytestmark = pytest.mark.usefixtures("graph")

# No bound is reached.
WIDE = Caps(between=PEOPLE)
# In which every feature has a say.
LEARNED = Model(
    {feature: 0.9 - 0.1 * number for number, feature in enumerate(Feature)}, triad_edges=1_000
)


# Nearly that without learned weights (`test_formula.py`).
WEAK = Model(
    {
        Feature.FOLLOWED_BY: 1.0,
        Feature.FOLLOWS_YOU: 1.0,
        Feature.CO_FOLLOWS: 0.001,
        Feature.FOLLOWERS_FOLLOW: 0.001,
        Feature.FOLLOWS_FOLLOWERS: 0.001,
        Feature.YOU_ENGAGED: 0.5,
        Feature.ENGAGED_WITH_YOU: 0.3,
        Feature.RECENTLY_FOLLOWED_BY: 0.001,
    },
    triad_edges=100,
)


def ranked(world: World, viewer: int, model: Model, limit: int) -> list[tuple[int, float]]:
    """The list as it should be, without bounds."""
    gone = world.dismissals(viewer)
    seen = Follows(
        Follow(a, b, since)
        for (a, b), since in world.since.items()
        if not (a == viewer and b in gone) and not (b == viewer and a in gone)
    )
    counts = seen.counts(viewer, WIDE, triad_edges=model.triad_edges, now=10**12)
    scores = {
        uid: model.score(each) for uid, each in counts.items() if uid not in world.barred(viewer)
    }
    near = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
    return [*near, *((uid, 0.0) for uid in world.popular(viewer, set(scores)))][:limit]


def check_reasons(world: World, viewer: int, found: Suggestion, *, capped: bool) -> None:
    """Recount what is said about one suggestion."""
    uid, counts = found.uid, found.counts
    mutuals = world.known(viewer) & world.followers(uid)
    assert found.mutual_count <= len(mutuals)
    if found.is_exact:
        assert found.mutual_count == len(mutuals)
    if not capped:
        telling = sorted(mutuals, key=lambda each: (len(world.follows(each)), each))
        assert found.mutuals == tuple(telling[:3])
    for named, true in (
        (found.mutuals, mutuals),
        (found.recent, mutuals),
        (found.known, world.known(viewer) & world.follows(uid)),
        (found.fans, world.fans(viewer) & world.followers(uid)),
        (found.fans_followed, world.fans(viewer) & world.follows(uid)),
    ):
        assert set(named) <= true
    if counts is None:
        return
    follows_you = float(viewer in world.follows(uid))
    assert counts.follows_you == follows_you or (capped and not counts.follows_you)
    assert (counts.followers, counts.following) == (
        len(world.followers(uid)), len(world.follows(uid)),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("model", [WEAK, LEARNED], ids=["weak", "learned"])
def test_random_networks(seed: int, model: Model) -> None:
    model = replace(model, triad_edges=1_000)
    world = random_world(seed)
    for viewer in range(1, PEOPLE + 2):
        for limit in (6, 50):
            found = suggestions(viewer, limit=limit, model=model, caps=WIDE)
            expected = ranked(world, viewer, model, limit)
            assert [(each.uid, each.score) for each in found] == expected, (viewer, limit)
            for each in found:
                check_reasons(world, viewer, each, capped=False)
                assert each.is_exact


@pytest.mark.parametrize(
    "caps",
    [
        Caps(mutuals=3),
        Caps(cap=4, share=2, followers=2, recounted=0),
        Caps(edges=0, least=2, recounted=100),
        Caps(scored=0),
    ],
)
def test_within_the_caps_every_reason_is_true(caps: Caps) -> None:
    world = random_world(11)
    for viewer in range(1, PEOPLE + 1):
        found = suggestions(viewer, limit=20, model=LEARNED, caps=caps)
        assert len({each.uid for each in found}) == len(found)
        for each in found:
            assert each.uid not in world.barred(viewer)
            check_reasons(world, viewer, each, capped=True)


@pytest.mark.parametrize("model", [DEFAULT, WEAK])
def test_very_many_hidden_users_are_left_out_like_few(model: Model) -> None:
    random_world(1)
    for viewer in (1, 2, 404):
        everybody = [each.uid for each in suggestions(viewer, limit=50, model=model)]
        hidden = everybody[::2]
        few = suggestions(viewer, limit=50, model=model, hidden=hidden)
        many = [*hidden, *range(10_000, 10_000 + MANY)]
        assert suggestions(viewer, limit=50, model=model, hidden=many) == few
        assert [each.uid for each in few if each.uid in hidden] == []
        assert len(few) > 0


def test_a_mutual_speaks_for_a_bounded_number_of_people() -> None:
    network = Network()
    network.follow(1, 2)
    network.follow(2, 11, 12, 13, 14, 15, 16, 17)
    network.write()
    found = suggestions(1, limit=50, model=WEAK, caps=Caps(cap=4, recounted=0))
    assert [each.popular for each in found] == [False] * 4 + [True] * 3
    assert {each.uid for each in found} == {11, 12, 13, 14, 15, 16, 17}
    assert [(each.mutual_count, each.mutuals) for each in found] == [(1, (2,))] * 4 + [(0, ())] * 3
    assert not any(each.is_exact for each in found)
    counted = suggestions(1, limit=50, model=WEAK, caps=Caps(cap=4, recounted=50))
    assert [(each.mutual_count, each.is_exact) for each in counted] == [(1, True)] * 7


def test_a_bounded_number_of_followers_is_suggested() -> None:
    network = Network()
    for uid in (5, 6, 7, 8):
        network.follow(uid, 1)
        network.follow(9, uid)
    network.write()
    found = suggestions(1, limit=50, model=WEAK, caps=Caps(followers=2, between=0))
    assert [each.score for each in found] == [1.0, 1.0, 0.0, 0.0]
    assert {each.uid for each in found} == {5, 6, 7, 8}


@pytest.mark.parametrize("viewer", [1, 404])
def test_a_newcomer_gets_the_most_followed(viewer: int) -> None:
    network = Network()
    network.add("user_saved", 1)
    network.follow(2, 10, 20, 30)
    network.follow(3, 20, 30)
    network.follow(4, 20, 5)
    network.write()
    assert suggestions(viewer, limit=3, model=WEAK) == [
        Suggestion(uid, 0.0, 0) for uid in (20, 30, 5)
    ]
    assert all(each.popular for each in suggestions(viewer, limit=3, model=WEAK))


def test_the_most_followed_come_from_the_newest_follows() -> None:
    network = Network()
    network.follow(2, 10)
    network.follow(3, 10, 30)
    network.follow(4, 10)
    network.follow(5, 20, 30)
    network.write()
    assert [
        each.uid for each in suggestions(1, limit=5, model=WEAK, caps=Caps(newest_follows=2))
    ] == [30, 20]


def test_in_an_empty_network_there_is_nobody() -> None:
    assert suggestions(1, limit=10, model=WEAK) == []


def test_a_dismissed_person_is_neither_suggested_nor_in_between() -> None:
    network = Network()
    network.follow(1, 2, 3)
    network.follow(2, 10, 20)
    network.follow(3, 10)
    network.follow(20, 1)
    network.add("dismissed", 1, 20)
    network.add("dismissed", 1, 2)
    network.write()
    [found] = suggestions(1, limit=10, model=WEAK)
    assert (found.uid, found.score, found.mutuals) == (10, 1.442695041, (3,))


def test_likes_and_comments_make_candidates_and_fade() -> None:
    network = Network()
    now = parameters(1, 1, WEAK, CAPS)["now"]
    assert isinstance(now, int)
    network.add("posted", 2, 21)
    network.add("posted", 3, 31)
    network.add("posted", 1, 11)
    network.add("liked", 1, 21, since=now)
    network.add("commented", 1, 31, since=now - CAPS.half_life, comment=1)
    network.add("liked", 4, 11, since=now - 2 * CAPS.half_life)
    network.add("user_saved", 5)
    network.write()
    found = {each.uid: each.counts for each in suggestions(1, limit=10, model=WEAK) if each.counts}
    ties = {
        uid: (round(counts.you_engaged, 2), round(counts.engaged_with_you, 2))
        for uid, counts in found.items()
    }
    assert ties == {2: (1.0, 0.0), 3: (0.5, 0.0), 4: (0.0, 0.25)}


def test_follows_of_the_last_days_are_counted_apart() -> None:
    network = Network()
    now = parameters(1, 1, WEAK, CAPS)["now"]
    assert isinstance(now, int)
    network.follow(1, 2, 3, 4)
    network.add("followed", 2, 10, since=now)
    network.add("followed", 3, 10, since=now - CAPS.fresh // 2)
    network.add("followed", 4, 10, since=now - 2 * CAPS.fresh)
    network.write()
    [found] = suggestions(1, limit=10, model=WEAK)
    assert found.counts is not None
    assert (found.counts.recently_followed_by, found.recent) == (2, (2, 3))


def test_suggestions_are_one_statement_that_scans_no_label() -> None:
    with client.recorded_statements() as statements:
        suggestions(1, limit=10, model=WEAK)
    assert statements == [SUGGESTIONS]
    plan = operators(SUGGESTIONS, **parameters(1, 10, WEAK, CAPS))
    viewer, newest = [line.split(" WHERE ")[0] for line in plan if "Index" in line]
    assert viewer == "NodeUniqueIndexSeek UNIQUE viewer:User(uid)"
    # Neo4j 5.26 also names what nothing uses.
    assert re.sub(r"anon_\d+|follows(?=:)", "", newest) == (
        "DirectedRelationshipIndexSeekByRange RANGE INDEX ()-[:FOLLOWS(since)]->(person)"
    )
    assert not [line for line in plan if "Scan" in line]
