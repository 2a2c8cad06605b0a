"""A suspended user is invisible to everybody else, and complete when reinstated.

What others see is compared with a second network in which these people are left out, field by field
over the whole schema: every list and its order, every count, reason, notification and score.
"""

import re
from functools import cache
from typing import Any

import pytest
from graphql import GraphQLObjectType

from core.accounts.staff import change_person
from core.journal.models import JournalEntry
from core.relay.relay import drain
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.core.journal.dying import commit_and_die
from tests.statements import statements
from tests.worlds import put_back

from .sweep import ROOTS, TYPES, seen, seen_by, selection
from .world import World, make_world

pytestmark = pytest.mark.usefixtures("both_stores")

OTHERS = ("ann", "bob", "cat", None)


def suspend(world: World, *names: str) -> None:
    for name in names:
        change_person(person=world.users[name].pk, is_active=False)


def reinstate(world: World, *names: str) -> None:
    for name in names:
        change_person(person=world.users[name].pk, is_active=True)


def exactly(world: World) -> dict[str | None, Any]:
    """What a member and anybody see, with ids, times and cursors."""
    return {name: seen(world.users[name] if name else None, exact=True) for name in ("ann", None)}


@cache
def view_without(viewer: str | None, *names: str) -> Any:
    """What this viewer would see had those of these names never been there."""
    return seen_by(put_back(make_world, names), viewer)


def test_the_sweep_meets_every_field_of_every_document() -> None:
    query = TYPES["Query"]
    assert isinstance(query, GraphQLObjectType)
    types = [query.fields[root.partition("(")[0]].type for root in ROOTS]
    texts = (selection(type_, 1, ids=True) for type_ in [*types, TYPES["Comment"]])
    fields = set(re.findall(r"\w+", " ".join(texts)))
    for name in ("User", "Post", "Comment", "Notification", "FollowSuggestion", "SuggestionReason"):
        type_ = TYPES[name]
        assert isinstance(type_, GraphQLObjectType)
        assert type_.fields.keys() <= fields


def test_nobody_else_sees_anything_of_who_is_suspended() -> None:
    without_eve = {viewer: view_without(viewer, "eve") for viewer in ("ann", None)}
    without_both = {viewer: view_without(viewer, "eve", "mal") for viewer in OTHERS}
    before = exactly(put_back(make_world))
    world = put_back(make_world)

    suspend(world, "eve")
    for viewer, expected in without_eve.items():
        assert seen_by(world, viewer) == expected, viewer
    suspend(world, "mal")
    for viewer, expected in without_both.items():
        assert seen_by(world, viewer) == expected, viewer

    reinstate(world, "eve", "mal")
    assert exactly(world) == before


def test_each_of_two_comes_back_alone() -> None:
    without_mal = view_without("ann", "mal")
    world = put_back(make_world)
    suspend(world, "eve", "mal")
    reinstate(world, "eve")

    assert seen_by(world, "ann") == without_mal


def test_who_is_suspended_sees_their_own_and_nobody_else_who_is() -> None:
    alone = view_without("eve")
    without_mal = view_without("eve", "mal")
    world = put_back(make_world)
    suspend(world, "eve")

    def in_no_order(reasons: list[Any]) -> Any:
        return sorted(
            (each["kind"], sorted(person["username"] for person in each["people"]))
            for each in reasons
        )

    def as_active(found: Any) -> Any:
        if isinstance(found, list):
            return [as_active(each) for each in found]
        if isinstance(found, dict):
            return {
                key: False if key == "isSuspended" else as_active(value)
                for key, value in found.items()
                # The people whom a mutual follows are counted without her, so that the terms
                # of a score, and with them the order of its reasons, may be others. And she may
                # comment and change nothing.
                if key not in ("score", "parts") and not key.startswith("viewerCan")
            } | ({"reasons": in_no_order(found["reasons"])} if "reasons" in found else {})
        return found

    now = seen_by(world, "eve")
    assert now["me"]["isSuspended"] is True
    assert as_active(now) == as_active(alone)
    suspend(world, "mal")
    assert as_active(seen_by(world, "eve")) == as_active(without_mal)


def test_until_the_graph_hears_of_it_lists_are_full_without_who_is_suspended() -> None:
    expected = view_without("ann", "eve")
    world = put_back(make_world)
    commit_and_die(lambda: suspend(world, "eve"))
    assert JournalEntry.objects.filter(applied_at__isnull=True).count() == 1
    client = GraphQLClient(world.users["ann"])

    assert names_in(client, "feed(first: 2)", "content") == ["cat 1", "bob 2"]
    assert names_in(client, "posts(first: 4) { nodes", "content", "}") == [
        "cat 1",
        "ann 2",
        "bob 2",
        "mal 1",
    ]
    bob = f'node(id: "{gid(world.users["bob"])}") {{ ... on User {{ followers(first: 2) {{ nodes'
    assert names_in(client, bob, "username", "} } }") == ["cat", "mal"]

    drain()
    assert seen_by(world, "ann") == expected


def names_in(client: GraphQLClient, start: str, leaf: str, end: str = "") -> list[str]:
    """The leaves of a list of the answer."""
    found = client.data(f"{{ list: {start} {{ {leaf} }} {end} }}")["list"]
    while isinstance(found, dict):
        [found] = found.values()
    return [each[leaf] for each in found]


# SQL and Cypher statements: as many whether nobody or somebody is hidden.
COSTS = {
    "{ feed { author { followersCount } likesCount comments { content } } }": (3, 2),
    "{ users { nodes { followers(first: 3) { nodes { id } } } totalCount } }": (5, 1),
    "{ posts { nodes { likers(first: 3) { nodes { id } } } totalCount } }": (5, 1),
    "{ followSuggestions { user { username } reasons { text people { username } } } }": (2, 1),
    "{ notifications { nodes { actor { username } post { content } } totalCount } }": (4, 0),
}


def test_it_costs_no_statement_whether_somebody_is_hidden_or_not() -> None:
    world = put_back(make_world)
    client = GraphQLClient(world.users["ann"])

    def costs() -> dict[str, tuple[int, int]]:
        found = {}
        for query in COSTS:
            with statements() as sql, recorded_statements() as cypher:
                client.data(query)
            found[query] = len(sql), len(cypher)
        return found

    assert costs() == COSTS
    suspend(world, "eve")
    assert costs() == COSTS
