"""Who is around a user, within bounds."""

from typing import Any

import pytest

from graph.connection import client
from graph.traversals import neighbours as bounds
from graph.traversals.neighbours import (
    AMONG,
    AMONG_BY_INDEX,
    NEXT_TO,
    NEXT_TO_BY_INDEX,
    Follow,
    follows_among,
    follows_of,
)

from .network import Network
from .plans import hits, operators, scans

pytestmark = pytest.mark.usefixtures("graph")


def circle() -> None:
    """1 follows 2, 3 and 4, and 5 follows 1; of 2, 3 and 4 two follow 7 and one 6."""
    network = Network()
    network.follow(1, 2, 3, 4)
    network.follow(5, 1)
    network.follow(2, 3, 6, 7)
    network.follow(3, 7)
    network.follow(6, 2, 9)
    network.write()
    client.write("MATCH (u:User) WHERE u.uid IN [1, 2, 6] SET u.community = 40 + u.uid % 2")


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("hidden", [(7,), tuple(range(7, 200))])
def test_first_the_direct_ones_then_those_most_followed(
    complete: bool, hidden: tuple[int, ...]
) -> None:
    circle()
    if not complete:
        client.write("CREATE (:Backfill)")
    with client.recorded_statements() as statements:
        direct = follows_of(1, following=2, followers=5)
        around = follows_among(1, [4, 3, 5, 2], middle=[4, 3, 2], people=5, follows=9)
        without = follows_among(
            1, [4, 3, 5, 2], middle=[4, 3, 2], people=5, follows=2, hidden=hidden
        )
    assert direct == [Follow(5, 1, 4), Follow(1, 4, 3), Follow(1, 3, 2)]
    assert around.communities == {1: 41, 4: None, 3: None, 5: None, 2: 40, 7: None}
    assert around.follows == [Follow(3, 7, 8), Follow(2, 7, 7), Follow(2, 3, 5)]
    assert without.communities == {1: 41, 4: None, 3: None, 5: None, 2: 40, 6: 40}
    assert without.follows == [Follow(6, 2, 9), Follow(2, 6, 6)]
    assert follows_of(1, following=5, followers=0, hidden=[4]) == [Follow(1, 3, 2), Follow(1, 2, 1)]
    if complete:
        assert statements[:2] == [NEXT_TO_BY_INDEX, AMONG_BY_INDEX]
        assert len(statements) == 3
    else:
        assert statements[:4] == [NEXT_TO_BY_INDEX, NEXT_TO, AMONG_BY_INDEX, AMONG]
        assert len(statements) == 6


def test_who_is_suspended_is_not_met_and_reads_on() -> None:
    circle()
    network = Network(version=20)
    network.add("suspended", 3)
    network.add("suspended", 1)
    network.write()
    assert follows_of(1, following=5, followers=5) == []
    found = follows_of(1, following=5, followers=5, suspended=True)
    assert found == [Follow(5, 1, 4), Follow(1, 4, 3), Follow(1, 2, 1)]


def test_plans_seek() -> None:
    assert scans(operators(NEXT_TO_BY_INDEX, centre=1, following=9, followers=9, hidden=[])) == []
    assert scans(operators(AMONG_BY_INDEX, **asked(near=[2, 3]))) == []


def test_the_cost_is_that_of_the_bounds_whatever_the_degrees() -> None:
    client.write(
        """UNWIND range(1, 3000) AS uid CREATE (:User {uid: uid})
        WITH count(*) AS users MATCH (one:User) WHERE one.uid <= 3
        MATCH (other:User) WHERE other.uid > 3
        CREATE (one)-[:FOLLOWS {actor: one.uid, target: other.uid, since: 1, version: 1}]->(other)
        """
    )
    near = hits(NEXT_TO_BY_INDEX, centre=1, following=100, followers=100, hidden=[])
    assert near <= 100 + 20
    # For each of two users the index of their latest follows, and then that of each added user.
    read = 2 * bounds.OF_MIDDLE + 2 * bounds.OF_EACH + 50 * 2
    assert hits(AMONG_BY_INDEX, **asked(near=[2, 3])) <= read + 500


def asked(near: list[int]) -> dict[str, Any]:
    """The parameters of the statement about the follows among these and 50 more."""
    return {
        "centre": 1,
        "near": near,
        "middle": near,
        "of_middle": bounds.OF_MIDDLE,
        "of_each": bounds.OF_EACH,
        "room": 50,
        "follows": 100,
        "hidden": [],
    }
