"""The newest followers of a user, and how a viewer relates to each."""

import pytest

from graph.connection import client
from graph.traversals.follower_relations import BY_INDEX, Follower, newest_followers
from graph.traversals.keyset import ranges

from .network import Network
from .plans import operators, scans

pytestmark = pytest.mark.usefixtures("graph")

VIEWER, USER = 1, 2


def make_network() -> None:
    """Five follow the user, the first of them the viewer's followee, the second a mutual."""
    network = Network()
    for place, follower in enumerate((VIEWER, 11, 12, 13, 14)):
        network.add("followed", follower, USER, since=1000 + place)
    network.add("followed", VIEWER, 11, since=1)
    for one, other in ((VIEWER, 12), (12, VIEWER), (13, VIEWER)):
        network.add("followed", one, other, since=2)
    network.write()


def test_they_are_newest_first_without_the_viewer_and_who_is_hidden() -> None:
    make_network()
    everybody = [
        Follower(14, followed=False, follows=False),
        Follower(13, followed=False, follows=True),
        Follower(12, followed=True, follows=True),
        Follower(11, followed=True, follows=False),
    ]
    assert newest_followers(USER, VIEWER, limit=9) == everybody
    assert newest_followers(USER, VIEWER, limit=2) == everybody[:2]
    assert newest_followers(USER, VIEWER, limit=2, hidden=[14]) == everybody[1:3]
    assert newest_followers(4711, VIEWER, limit=9) == []


def test_during_a_backfill_the_edges_themselves_are_read() -> None:
    make_network()
    client.write("CREATE (:Backfill)")
    assert newest_followers(USER, VIEWER, limit=3, hidden=[13]) == [
        Follower(14, followed=False, follows=False),
        Follower(12, followed=True, follows=True),
        Follower(11, followed=True, follows=False),
    ]


def test_it_seeks() -> None:
    plan = operators(BY_INDEX, user=USER, viewer=VIEWER, limit=5, hidden=[], **ranges(None, None))
    assert scans(plan) == []
