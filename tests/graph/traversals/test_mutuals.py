"""Pages of the users whom the viewer follows and who follow another."""

import random
from typing import Any

import pytest

from graph.connection import client
from graph.traversals import known_followers
from graph.traversals.edge_ends import EdgeEnd
from graph.traversals.keyset import page, ranges
from graph.traversals.mutuals import MUTUALS, MUTUALS_BY_INDEX, mutuals

from .network import Network
from .plans import hits, operators, scans

pytestmark = pytest.mark.usefixtures("graph")

VIEWER, STAR = 1, 2
# How many follow the star beside those whom the viewer follows.
FEW, MANY = 0, 900


def crowd(others: int, *, seed: int = 3) -> list[EdgeEnd]:
    """Twenty mutuals, many of them of the same millisecond, as the list has them."""
    chance, network, expected = random.Random(seed), Network(), []
    for uid in chance.sample(range(10, 60), 20):
        network.add("followed", VIEWER, uid)
        since = chance.randint(1000, 1005)
        network.add("followed", uid, STAR, since=since)
        expected.append(EdgeEnd(uid, since))
    for uid in range(100, 100 + others):
        network.add("followed", uid, STAR, since=1003)
    # Followed by the viewer alone, or no longer.
    network.add("followed", VIEWER, 5)
    network.add("followed", VIEWER, 6)
    network.add("followed", 6, STAR)
    network.add("unfollowed", VIEWER, 6)
    network.write()
    return sorted(expected, key=lambda edge: edge.key, reverse=True)


def check_pages(everything: list[EdgeEnd], **how: Any) -> None:
    """Every page from every key, in both directions."""
    assert mutuals(VIEWER, [STAR], limit=100, **how) == {STAR: everything}
    for start in range(0, 20, 3):
        key, up = everything[start].key, everything[:start]
        down = everything[start + 1 :]
        assert mutuals(VIEWER, [STAR], limit=3, before=key, **how)[STAR] == down[:3]
        assert mutuals(VIEWER, [STAR], limit=3, after=key, **how)[STAR] == up[:3]
        found = mutuals(VIEWER, [STAR], limit=3, after=key, backwards=True, **how)
        assert found[STAR] == up[-3:]
    found = mutuals(VIEWER, [STAR], limit=9, before=everything[4].key, after=everything[8].key)
    assert found[STAR] == everything[5:8]


@pytest.mark.parametrize("others", [FEW, MANY])
@pytest.mark.parametrize("complete", [True, False])
def test_pages_in_both_directions(others: int, complete: bool) -> None:
    everything = crowd(others)
    if not complete:
        client.write("CREATE (:Backfill)")
    with client.recorded_statements() as statements:
        check_pages(everything)
    assert set(statements) == {*MUTUALS_BY_INDEX.values(), *(() if complete else (MUTUALS,))}


def test_who_is_suspended_reads_on() -> None:
    everything = crowd(FEW)
    network = Network(version=10_000)
    network.add("suspended", VIEWER)
    network.add("suspended", everything[0].id)
    network.write()
    check = mutuals(VIEWER, [STAR], suspended=True, limit=100)
    assert check == {STAR: everything[1:]}
    network.add("followed", everything[0].id, VIEWER)
    network.add("followed", everything[1].id, VIEWER)
    network.write()
    [back] = mutuals(VIEWER, [VIEWER], suspended=True, limit=100)[VIEWER]
    assert back.id == everything[1].id
    found = known_followers.known_followers(VIEWER, [VIEWER], suspended=True)
    assert found[VIEWER].named == (back.id,)


@pytest.mark.parametrize("others", [FEW, MANY])
def test_who_is_hidden_is_left_out_and_the_page_is_full(others: int) -> None:
    everything = crowd(others)
    hidden = [end.id for end in everything[1:4]]
    found = mutuals(VIEWER, [STAR, 9_999], hidden=hidden, limit=3)
    assert found == {STAR: [everything[0], *everything[4:6]]}
    assert mutuals(404, [STAR], limit=3) == {STAR: []}


def test_the_count_is_that_of_the_list_for_any_number_of_followers() -> None:
    crowd(MANY)
    found = known_followers.known_followers(VIEWER, [STAR], window=None)
    assert (found[STAR].count, found[STAR].is_exact) == (20, True)


def asked(limit: int) -> dict[str, Any]:
    """The parameters of a first page."""
    asked = {"ids": [STAR], "viewer": VIEWER, "hidden": [], **page(2, limit), **ranges(None, None)}
    return {**asked, "followees": known_followers.MAX_FOLLOWEES, "seek": known_followers.SEEK}


def test_a_page_seeks() -> None:
    for query in MUTUALS_BY_INDEX.values():
        assert scans(operators(query, **asked(10))) == []


def test_the_cost_is_the_lesser_of_both_ways() -> None:
    crowd(FEW)
    # 21 followees and their edges, or the 21 followers.
    by_followers = hits(MUTUALS_BY_INDEX[False], **asked(10))
    assert by_followers <= 80
    network = Network(version=10_000)
    for uid in range(100, 3_100):
        network.add("followed", uid, STAR, since=2000 + uid)
    network.write()
    assert hits(MUTUALS_BY_INDEX[False], **asked(10)) <= 120
