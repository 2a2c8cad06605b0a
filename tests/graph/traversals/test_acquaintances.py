"""Whom a user knows."""

import pytest

from graph.connection import client
from graph.traversals import acquaintances
from graph.traversals.acquaintances import ACQUAINTANCES

from .network import Network
from .plans import operators

pytestmark = pytest.mark.usefixtures("graph")


def test_followees_and_followers_once_each_in_one_statement() -> None:
    network = Network()
    network.follow(1, 2, 3, 4)
    network.follow(3, 1)
    network.follow(5, 1)
    network.follow(6, 2)
    network.add("unfollowed", 1, 4)
    network.write()
    with client.recorded_statements() as statements:
        assert sorted(acquaintances.acquaintances(1)) == [2, 3, 5]
    assert statements == [ACQUAINTANCES]
    assert acquaintances.acquaintances(404) == []


def test_a_bound_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acquaintances, "MAX_FOLLOWEES", 2)
    monkeypatch.setattr(acquaintances, "MAX_FOLLOWERS", 1)
    network = Network()
    network.follow(1, 2, 3, 4)
    network.follow(5, 1)
    network.follow(6, 1)
    network.write()
    found = acquaintances.acquaintances(1)
    assert len(found) == 3
    assert len(set(found) & {2, 3, 4}) == 2


def test_the_edges_of_one_user_are_read() -> None:
    plan = operators(ACQUAINTANCES, uid=1, followees=5, followers=5)
    assert any("UNIQUE user:User(uid)" in line for line in plan)
    assert not any("AllNodesScan" in line or "NodeByLabelScan" in line for line in plan)
